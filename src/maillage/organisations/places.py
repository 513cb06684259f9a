"""Where a structure is: a public place found by search, exactly, or only a commune.

A place found travels in the form as a signed value, so that nobody can name one point and give another.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core import signing
from django.utils.translation import gettext as _

from maillage.organisations.models import Organisation
from maillage.platform.forms import Choice
from maillage.territory import addresses, communes
from maillage.territory.models import Commune
from maillage.territory.places import Place

SIGNER = signing.Signer(salt="organisation-place")
MOST_FOUND = 5
ADDRESS_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune, and within it, or not, a place that everybody may know exactly."""

    insee: str
    commune: str
    address: str = ""
    lat: float | None = None
    lon: float | None = None


def token(spot: Spot) -> str:
    """A value of the form that stands for this place and that only this site can have made."""
    return SIGNER.sign_object(asdict(spot))


def from_token(value: str) -> Spot:
    """The place of a form's value. Raises signing.BadSignature, TypeError."""
    return Spot(**SIGNER.unsign_object(value))


def of_commune(commune: Commune) -> Spot:
    return Spot(commune.pk, commune.name)


def of_organisation(organisation: Organisation) -> Spot:
    where = organisation.commune
    return Spot(where.pk, where.name, organisation.address, organisation.lat, organisation.lon)


def search(text: str, near: Commune) -> list[Spot]:
    """The addresses, named places and communes that these words mean, those near a commune first."""
    origin = (near.lat, near.lon) if near.lat is not None and near.lon is not None else None
    found = [_spot(place) for place in addresses.search(text, near=origin, limit=MOST_FOUND)]
    return [spot for spot in found if spot is not None]


def _spot(place: Place) -> Spot | None:
    commune = place.commune or communes.containing(place.lat, place.lon)
    if commune is None:
        return None
    if place.kind == "municipality":
        return of_commune(commune)
    return Spot(commune.pk, commune.name, place.label[:ADDRESS_LENGTH], place.lat, place.lon)


def choices(known: list[Spot]) -> list[tuple[str, str]]:
    """Each once, in the order known."""
    exact, vague = _("Montrée à tous, avec un point sur la carte."), _("Votre page montre la commune, sans adresse.")
    return [
        (
            token(spot),
            Choice(spot.address, exact)
            if spot.address
            else Choice(_("Pas d’adresse : %(commune)s") % {"commune": spot.commune}, vague),
        )
        for spot in dict.fromkeys(known)
    ]
