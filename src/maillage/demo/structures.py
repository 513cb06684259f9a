"""Opens the pages of invented shops and associations in the two towns, with the people who speak for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import cos, radians
from random import Random

from maillage.demo import content, population
from maillage.demo.content import StructureText
from maillage.demo.people import Neighbour
from maillage.demo.population import KM_PER_DEGREE
from maillage.organisations import actions
from maillage.organisations.actions import Content
from maillage.organisations.models import Membership, Organisation
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.territory.models import Commune

# Beside who opened it: up to three more in a shop, six in an association.
MOST_OTHERS = {Organisation.Kind.SHOP: 3, Organisation.Kind.ASSOCIATION: 6}
# One member in two accepts to be named.
NAMED = 1 / 2


def found(neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """Every structure, in the order of their opening, all before `end`."""
    communes = {each.pk: each for each in Commune.objects.select_related("town_hall").filter(pk__in=_places())}
    for text in sorted(content.structures(), key=lambda text: (-text.opened, text.name)):
        with clock.at(end - timedelta(days=text.opened, hours=-10, minutes=-chance.randrange(240))):
            _open(text, communes[text.commune], neighbours, chance)


def close_public_services() -> None:
    """Remove those that the demonstration opened: nobody is a member of them."""
    names = [text.name for text in content.structures() if Organisation.Kind(text.kind) not in actions.OPEN_TO_ALL]
    Organisation.objects.filter(name__in=names, memberships__isnull=True).delete()


def _places() -> set[str]:
    return {text.commune for text in content.structures()}


def _open(text: StructureText, commune: Commune, neighbours: Sequence[Neighbour], chance: Random) -> None:
    kind, said = Organisation.Kind(text.kind), _content(text, commune)
    people = _people(text, neighbours, chance)
    if kind not in actions.OPEN_TO_ALL:
        # As the operator would, for a public body.
        Organisation.objects.create(
            kind=kind, opened_at=clock.now(), **{name: getattr(said, name) for name in Content.__dataclass_fields__}
        )
        return
    if not people:
        return
    opened = actions.create(people[0], kind, said)
    others = people[1 : 1 + chance.randint(0, MOST_OTHERS[kind])]
    Membership.objects.bulk_create(
        Membership(organisation=opened, resident=each, is_named=chance.random() < NAMED) for each in others
    )
    Membership.objects.filter(organisation=opened, resident=people[0]).update(is_named=True)


def _people(text: StructureText, neighbours: Sequence[Neighbour], chance: Random) -> list[Resident]:
    """Who opens it, then who might join: residents of the commune, in an order drawn for this one."""
    local = [one for one in neighbours if one.resident.commune_id == text.commune]
    persona = [one.resident for one in local if text.by and one.slug == text.by]
    others = [one.resident for one in local if not one.is_persona]
    chance.shuffle(others)
    return [*persona, *others]


def _content(text: StructureText, commune: Commune) -> Content:
    lat, lon = _point(text, commune)
    return Content(
        name=text.name,
        about=text.about,
        commune=commune,
        address=text.address,
        lat=lat,
        lon=lon,
        opening_hours=text.hours,
        phone=text.phone,
        email=text.email,
        website=text.website,
    )


def _point(text: StructureText, commune: Commune) -> tuple[float | None, float | None]:
    """As written, or so many metres from the town hall."""
    if not text.address:
        return None, None
    if text.lat is not None and text.lon is not None:
        return text.lat, text.lon
    centre = population.centre_of(commune)
    metres = KM_PER_DEGREE * 1000
    lat = centre.lat + text.north / metres
    lon = centre.lon + text.east / metres / cos(radians(centre.lat))
    return round(lat, 6), round(lon, 6)
