"""Settles the fictional residents as people who join are; gives some of them a charge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random

import shapely
from django.utils.text import slugify

from maillage.demo import content, population
from maillage.demo.chance import stream
from maillage.demo.content import Bio
from maillage.demo.personas import DINAN, MAIL_DOMAIN, PERSONAS, THOMERY, Persona
from maillage.platform import clock, months
from maillage.platform.preparing import CannotPrepare
from maillage.residents import actions
from maillage.residents.models import Charge, Residence, Resident, Role
from maillage.territory import cells
from maillage.territory.models import Commune, Union
from maillage.territory.places import Place

TOWNS = (DINAN, THOMERY)
# In a smaller commune, half the homes have a field beside them.
RURAL_BELOW = 2500
# One resident in eight has not come for longer than the 60 days during which a neighbour counts as active.
AWAY = 1 / 8
MORET_UNION = "247700032"


class NoTerritory(CannotPrepare):
    """The communes are not there yet."""

    def __init__(self) -> None:
        super().__init__("The communes of Dinan and Thomery are not loaded: run “maillage load” first.")


@dataclass(frozen=True)
class Neighbour:
    """A fictional resident, and what placing their listings needs."""

    resident: Resident
    slug: str
    union: str
    is_rural: bool

    @property
    def is_persona(self) -> bool:
        return any(persona.slug == self.slug for persona in PERSONAS)


@dataclass(frozen=True)
class _Profile:
    slug: str
    name: str
    bio: Bio
    commune: Commune | None
    joined_at: datetime
    last_active_on: date
    charges: tuple[Charge, ...] = ()


_SILENT = Bio("", ())
# Charges that no persona holds, so that both towns have each kind. The town halls’ have no home, as the personas.
_OTHER_CHARGES = (
    (THOMERY, (Charge(Role.Kind.HOST, commune=THOMERY),)),
    (THOMERY, (Charge(Role.Kind.MODERATOR, union=MORET_UNION),)),
    (None, (Charge(Role.Kind.AGENT, commune=THOMERY),)),
    (None, (Charge(Role.Kind.ELECTED, commune=DINAN),)),
)


def communes() -> list[Commune]:
    """Those of the two towns' unions, in the order of their codes. Raises NoTerritory."""
    unions = Union.objects.filter(communes__in=TOWNS)
    found = list(
        Commune.objects.filter(union__in=unions, contour__isnull=False)
        .select_related("contour", "town_hall")
        .order_by("insee")
    )
    if not {commune.insee for commune in found}.issuperset(TOWNS):
        raise NoTerritory
    return found


def settle(seed: int, number: int, end: datetime) -> list[Neighbour]:
    """Make `number` residents in the two unions, personas among them, all there before `end`. Raises NoTerritory.

    The rows are those of `residents.actions.join`, `introduce`, `settle` and `give_role`, written all at once.
    """
    found = communes()
    homes = stream(seed, "homes")
    contours = {commune.insee: shapely.from_wkb(bytes(commune.contour.wkb)) for commune in found}
    neighbours, residences, roles = [], [], []
    for profile in sorted(_profiles(seed, number, found, end), key=lambda profile: profile.joined_at):
        with clock.at(profile.joined_at):
            resident = _resident(profile)
            if profile.commune is not None:
                home = population.home(homes, contours[profile.commune.insee], population.centre_of(profile.commune))
                residences.append(_move_in(resident, home, profile.commune))
            roles += [_role(resident, charge) for charge in profile.charges]
        neighbours.append(_neighbour(resident, profile, homes))
    Resident.objects.bulk_create(one.resident for one in neighbours)
    Residence.objects.bulk_create(residences)
    Role.objects.bulk_create(roles)
    return neighbours


def _profiles(seed: int, number: int, communes: Sequence[Commune], end: datetime) -> Iterator[_Profile]:
    chance = stream(seed, "people")
    living = population.spread(number, {commune.insee: commune.population for commune in communes})
    by_insee = {commune.insee: commune for commune in communes}
    for persona in PERSONAS:
        home = by_insee.get(persona.home or "")
        if home is not None:
            living[home.insee] = max(0, living[home.insee] - 1)
        yield _profile_of(persona, home, end)
    names = _names(chance)
    bios = {commune.union_id: _bios(stream(seed, f"bios {commune.union_id}")) for commune in communes}
    rank = 0
    others = list(_OTHER_CHARGES)
    for insee in sorted(living):
        commune = by_insee[insee]
        for _ in range(living[insee]):
            rank += 1
            name = next(names)
            charges = next((other for other in others if other[0] == insee), None)
            if charges:
                others.remove(charges)
            yield _Profile(
                f"{slugify(name)}.{rank}",
                name,
                next(bios[commune.union_id]),
                commune,
                end - timedelta(days=chance.uniform(20, 700)),
                _last_day(chance, end),
                charges[1] if charges else (),
            )
    for home_code, charges_left in others:
        if home_code is None:
            name = next(names)
            joined_at = end - timedelta(days=chance.uniform(100, 300))
            yield _Profile(f"{slugify(name)}.mairie", name, _SILENT, None, joined_at, _day(end), charges_left)


def _profile_of(persona: Persona, home: Commune | None, end: datetime) -> _Profile:
    # Maëlle first, three years ago; the newcomer an hour ago; the others between.
    days = {"maelle": 1100.0, "ines": 1 / 24}.get(persona.slug, 300.0 + 40 * PERSONAS.index(persona))
    bio = Bio(persona.about, persona.skills)
    joined_at = end - timedelta(days=days)
    return _Profile(persona.slug, persona.name, bio, home, joined_at, _day(end), persona.charges)


def _names(chance: Random) -> Iterator[str]:
    """Every name in turn, the personas' left out so that nobody is taken for one of them."""
    taken = {persona.name for persona in PERSONAS}
    names = [name for name in content.given_names() if name not in taken]
    chance.shuffle(names)
    return cycle(names)


def _bios(chance: Random) -> Iterator[Bio]:
    """Each bio once among people who may meet, the others have written nothing yet."""
    bios = list(content.bios())
    chance.shuffle(bios)
    # One profile in three has no words, as everywhere, as long as there are words left.
    for bio in bios:
        if chance.random() < 1 / 3:
            yield _SILENT
        yield bio
    while True:
        yield _SILENT


def _last_day(chance: Random, end: datetime) -> date:
    days = chance.randint(61, 200) if chance.random() < AWAY else int(40 * chance.random() ** 2)
    return _day(end) - timedelta(days=days)


def _day(end: datetime) -> date:
    """The day that the demonstration is built for begins when it ends."""
    with clock.at(end):
        return clock.today()


def _resident(profile: _Profile) -> Resident:
    resident = Resident(
        email=f"{profile.slug}@{MAIL_DOMAIN}",
        name=profile.name,
        about=profile.bio.text,
        skills=list(profile.bio.skills),
        declared_old_enough=True,
        terms_accepted_at=profile.joined_at,
        joined_at=profile.joined_at,
        last_active_on=months.first_day(profile.last_active_on),
    )
    resident.set_unusable_password()
    return resident


def _move_in(resident: Resident, home: population.Point, commune: Commune) -> Residence:
    """At a point chosen on the map: a fictional person has no real person's address."""
    seen = actions.seen_from(Place(label="", kind="point", lat=home.lat, lon=home.lon, commune=commune))
    resident.commune, resident.quarter, resident.cell = seen.commune, seen.quarter, seen.cell
    for column, value in cells.point_cells(seen.cell)._asdict().items():
        setattr(resident, column, value)
    return Residence(
        resident=resident, label="", lat=home.lat, lon=home.lon, proof=Residence.Proof.NONE, settled_at=clock.now()
    )


def _role(resident: Resident, charge: Charge) -> Role:
    return Role(
        resident=resident,
        kind=charge.kind,
        commune_id=charge.commune,
        union_id=charge.union,
        given_at=clock.now(),
    )


def _neighbour(resident: Resident, profile: _Profile, chance: Random) -> Neighbour:
    commune = profile.commune
    is_rural = commune is not None and commune.population < RURAL_BELOW and chance.random() < 1 / 2
    return Neighbour(resident, profile.slug, (commune.union_id or "") if commune else "", is_rural)
