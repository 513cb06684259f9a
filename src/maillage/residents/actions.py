"""What people do with their account. Each action is one transaction and takes who acts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.platform import clock, media, months
from maillage.platform.models import Photo
from maillage.residents import introductions, moves, partings, separations
from maillage.residents.models import Block, Residence, Resident, Role, Session
from maillage.territory import cells, communes, quarters
from maillage.territory.models import Commune, Quarter, Union
from maillage.territory.places import Place


class NoCommuneThere(Exception):
    """A place outside every commune we know."""

    def __init__(self) -> None:
        super().__init__(_("Ce lieu n’est dans aucune commune que nous connaissons. Choisissez-en un autre."))


class AddressTaken(Exception):
    """Another account has this address."""

    def __init__(self) -> None:
        super().__init__(_("Un autre compte utilise déjà cette adresse. Entrez avec elle, ou choisissez-en une autre."))


class TownHallAccount(Exception):
    """An account of the town hall has no home among the neighbours: two hats, two accounts."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ce compte est celui de votre fonction : il n’a pas de domicile. Pour rencontrer vos voisins, "
                "ouvrez un compte personnel avec une autre adresse électronique."
            )
        )


class NeighbourAccount(Exception):
    """An account with a home takes no role of the town hall: two hats, two accounts."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ce compte a un domicile : il ne peut pas porter un rôle de la mairie. La personne ouvre d’abord un "
                "compte pour sa fonction, avec une autre adresse électronique."
            )
        )


class LastOperator(Exception):
    """The site would have nobody left to look after it."""

    def __init__(self) -> None:
        super().__init__(_("Vous êtes le dernier exploitant de ce site. Nommez quelqu’un d’autre avant de partir."))


@dataclass(frozen=True)
class Joining:
    """What someone whose address is proved says of themselves."""

    email: str
    name: str
    language: str = "fr"


def join(joining: Joining) -> Resident:
    """The account of a proved address: made now, or the one that was made a moment before in another window."""
    resident = Resident(
        email=joining.email.lower(),
        name=joining.name,
        language=joining.language,
        declared_old_enough=True,
        terms_accepted_at=clock.now(),
        last_active_on=months.first_day(clock.today()),
    )
    resident.set_unusable_password()
    try:
        with transaction.atomic():
            resident.save(force_insert=True)
    except IntegrityError:
        return Resident.objects.get(email=resident.email)
    return resident


@dataclass(frozen=True)
class Seen:
    """All that others may know of a home."""

    commune: Commune
    quarter: Quarter | None
    cell: int

    @property
    def words(self) -> str:
        return ", ".join(str(place) for place in (self.quarter, self.commune) if place is not None)


def seen_from(place: Place) -> Seen:
    """What a home at this place would let others know: the commune, and what follows from its public cell.

    Raises NoCommuneThere, territory's PlaceUnknown.
    """
    commune = communes.containing(place.lat, place.lon) or place.commune
    if commune is None:
        raise NoCommuneThere
    cell = cells.public_cell(commune, place.lat, place.lon)
    return Seen(commune, quarters.of_cell(commune, cell), cell)


@transaction.atomic
def settle(resident: Resident, place: Place) -> None:
    """Say where home is, or that it moved: the only writing of the vault.

    The address stays there; everyone else knows what `seen_from` says. A new home has no proof. What the resident
    shows from home comes along (`moves`).
    Raises TownHallAccount, NoCommuneThere, territory's PlaceUnknown.
    """
    seen = seen_from(place)
    _locked(resident)
    if Role.objects.of_town_hall().filter(resident=resident).exists():
        raise TownHallAccount
    Residence.objects.update_or_create(
        resident=resident,
        defaults={
            "label": place.label,
            "lat": place.lat,
            "lon": place.lon,
            "proof": Residence.Proof.NONE,
            "settled_at": clock.now(),
        },
    )
    _show(resident, seen)
    moves.follow(resident, to_another_home=True)


@transaction.atomic
def stand_again(resident: Resident) -> bool:
    """Say again what others may know of a home that did not move, after newer facts about places; whether it changed.

    Every copy of the former cell leaves with it: two cells of one home, side by side, would tell more than either.
    """
    resident = _locked(resident)
    residence = Residence.objects.filter(resident=resident).first()
    if residence is None or resident.commune is None:
        return False
    home = Place(label="", kind="point", lat=residence.lat, lon=residence.lon, commune=resident.commune)
    try:
        seen = seen_from(home)
    except (NoCommuneThere, cells.PlaceUnknown):
        return False
    if seen == Seen(resident.commune, resident.quarter, resident.cell or 0):
        return False
    _show(resident, seen)
    moves.follow(resident, to_another_home=False)
    return True


def _show(resident: Resident, seen: Seen) -> None:
    resident.commune, resident.quarter, resident.cell = seen.commune, seen.quarter, seen.cell
    for column, value in cells.point_cells(seen.cell)._asdict().items():
        setattr(resident, column, value)
    resident.save(update_fields=["commune", "quarter", "cell", "cell_8", "cell_7", "cell_6", "cell_5"])
    resident.__dict__.pop("horizon_step", None)  # loaded at the start of the request, for the former cell


@transaction.atomic
def introduce(
    resident: Resident,
    *,
    name: str,
    about: str = "",
    skills: Sequence[str] = (),
    language: str = "fr",
    photo: Photo | None = None,
) -> None:
    """Say who one is. Without `photo`, the one that was there is removed."""
    former = resident.photo
    resident.name, resident.about, resident.skills = name, about, list(skills)
    resident.language, resident.photo = language, photo
    resident.save(update_fields=["name", "about", "skills", "language", "photo"])
    introductions.follow(resident)
    if former is not None and former != photo:
        media.forget(former)


@transaction.atomic
def block(resident: Resident, other: Resident) -> None:
    """Both become absent to each other, everywhere. Blocking twice is blocking once.

    What they were about to do together is undone (`separations`).
    """
    Block.objects.bulk_create([Block(blocker=resident, blocked=other)], ignore_conflicts=True)
    _forget_hidden(resident, other)
    separations.follow(resident, other)


def unblock(resident: Resident, other: Resident) -> None:
    """Undo one's own block; the other's, if there is one, stands."""
    Block.objects.filter(blocker=resident, blocked=other).delete()
    _forget_hidden(resident, other)


def _forget_hidden(*residents: Resident) -> None:
    """What was loaded at the start of the request is no longer true."""
    for resident in residents:
        resident.__dict__.pop("hidden_ids", None)


def change_address(resident: Resident, email: str) -> None:
    """Take a proved address for signing in and for letters. Raises AddressTaken."""
    resident.email = email.lower()
    try:
        with transaction.atomic():
            resident.save(update_fields=["email"])
    except IntegrityError:
        resident.refresh_from_db(fields=["email"])
        raise AddressTaken from None


def end_session(session: Session) -> None:
    """Let nobody in any more through a session. Its open pages stop hearing within a minute."""
    session.delete()


def end_other_sessions(resident: Resident, *, but: str | None) -> None:
    """End every session of a resident except the one with the key `but`."""
    resident.sessions.exclude(session_key=but).delete()


@transaction.atomic
def leave(resident: Resident) -> None:
    """Close an account: nobody meets the person any more, and what told who or where they are is erased at once.

    What others received (messages) stays without a name. The address is free to join again. Raises LastOperator.
    """
    if is_last_operator(resident):
        raise LastOperator
    partings.follow(resident)
    Residence.objects.filter(resident=resident).delete()
    Role.objects.filter(resident=resident).delete()
    Block.objects.filter(blocker=resident).delete()
    Authenticator.objects.filter(user=resident).delete()
    resident.sessions.all().delete()
    photo = resident.photo
    resident.email = f"{resident.pk.hex}@parti.invalid"
    resident.name = resident.about = ""
    resident.skills = []
    resident.photo = resident.commune = resident.quarter = None
    resident.cell = resident.cell_8 = resident.cell_7 = resident.cell_6 = resident.cell_5 = None
    resident.last_active_on = resident.warned_on = None
    resident.warnings_sent = 0
    resident.declared_old_enough, resident.terms_accepted_at, resident.language = False, None, "fr"
    resident.suspended_at = resident.suspended_until = None
    resident.no_publishing_until = resident.no_opening_until = None
    resident.is_active, resident.left_at = False, clock.now()
    resident.set_unusable_password()
    resident.save()
    if photo is not None:
        media.forget(photo)


def is_last_operator(resident: Resident) -> bool:
    """Whether nobody else looks after the site; so it stays until the end of the transaction."""
    operators = Role.objects.select_for_update().filter(kind=Role.Kind.OPERATOR).values_list("resident", flat=True)
    return set(operators) == {resident.pk}


@transaction.atomic
def give_role(
    resident: Resident, kind: Role.Kind, place: Commune | Union | None, *, given_by: Resident | None = None
) -> Role:
    """Give a charge in a commune, a union, or everywhere (operators). Giving it twice is giving it once.

    Raises NeighbourAccount.
    """
    if _locked(resident).is_settled and kind in Role.TOWN_HALL:
        raise NeighbourAccount
    role, _created = Role.objects.get_or_create(
        resident=resident,
        kind=kind,
        commune=place if isinstance(place, Commune) else None,
        union=place if isinstance(place, Union) else None,
        defaults={"given_by": given_by},
    )
    return role


def _locked(resident: Resident) -> Resident:
    """The account as it is now, and as it stays until the end of the transaction: a home and a role wait in turn."""
    return Resident.objects.select_for_update().get(pk=resident.pk)
