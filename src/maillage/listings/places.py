"""Where a thing is handed over: near home (the public cell) or at a public place, exactly.

A place found by search travels in the form as a signed value, so that nobody can name one point and give another.
"""

from __future__ import annotations

from dataclasses import asdict

from django.core import signing
from django.utils.translation import gettext as _

from maillage.listings.actions import PublicPlace
from maillage.listings.models import Listing
from maillage.platform.forms import Choice
from maillage.residents.models import Resident
from maillage.territory import addresses
from maillage.territory.models import TownHall

HOME = "home"
# Without a time in it: the same place gives the same value, which a form can compare.
SIGNER = signing.Signer(salt="listing-place")
MOST_FOUND = 5
NAME_LENGTH = 150


def token(place: PublicPlace) -> str:
    """A value of the form that stands for this place and that only this site can have made."""
    return SIGNER.sign_object(asdict(place))


def from_token(value: str) -> PublicPlace | None:
    """The place of a form's value; None for near home. Raises signing.BadSignature."""
    return None if value == HOME else PublicPlace(**SIGNER.unsign_object(value))


def of_listing(listing: Listing) -> PublicPlace | None:
    """The public place where a listing stands, if it stands at one."""
    if not listing.place_name or listing.place_lat is None or listing.place_lon is None:
        return None
    return PublicPlace(listing.place_name, listing.place_lat, listing.place_lon)


def search(author: Resident, text: str) -> list[PublicPlace]:
    """Addresses and named places that these words mean, those of the author's commune first."""
    near = (
        (author.commune.lat, author.commune.lon)
        if author.commune and author.commune.lat and author.commune.lon
        else None
    )
    found = addresses.search(text, near=near, limit=MOST_FOUND)
    return [PublicPlace(place.label[:NAME_LENGTH], place.lat, place.lon) for place in found]


def town_hall(author: Resident) -> PublicPlace | None:
    """The town hall of the author's commune, where its point is known. One query."""
    halls = TownHall.objects.select_related("commune").filter(commune=author.commune_id)
    hall = halls.filter(lat__isnull=False, lon__isnull=False).first()
    if hall is None or hall.lat is None or hall.lon is None:
        return None
    # The directory calls it by the commune's name alone. No "de": Évran and Le Hinglé would each want another.
    return PublicPlace(_("Mairie, %(commune)s") % {"commune": hall.commune}, hall.lat, hall.lon)


def choices(known: list[PublicPlace]) -> list[tuple[str, str]]:
    """Near home first, then the public places known so far, each once."""
    home = Choice(
        _("Près de chez moi"), _("Seule votre zone est montrée. Vous donnez l’adresse vous-même, après accord.")
    )
    exact = _("Un lieu public, montré exactement.")
    at = [(token(place), Choice(place.name, exact)) for place in dict.fromkeys(known)]
    return [(HOME, home), *at]
