"""Finding where a person lives: an address, a hamlet, a commune, or a point.

A place travels from page to page as a sealed value: nobody reads it in an address bar, nor names one point and gives
another.
"""

from __future__ import annotations

import re

from django.core import signing

from maillage.territory import addresses, communes
from maillage.territory.models import Commune
from maillage.territory.places import Place
from maillage.territory.pointing import Ground, Window

# "48,4541 -2,0470", "48.4541, -2.0470": a point read on a map, latitude first.
POINT = re.compile(r"\s*(-?\d{1,2}[.,]\d{2,7})\s*[,; ]\s*(-?\d{1,3}[.,]\d{2,7})\s*")
SALT = "residents.homes"
MAP_SALT = "residents.homes.map"
# A page left open overnight still works.
SECONDS = 24 * 3600
AT_MOST = 8


def search(text: str) -> list[Place]:
    """The places that these words, or this point, may mean."""
    point = POINT.fullmatch(text)
    if point is None:
        return _named(text)
    lat, lon = (float(number.replace(",", ".")) for number in point.groups())
    found = addresses.reverse(lat, lon)
    if found is None:
        return []
    return [Place(label=found.label, kind="point", lat=lat, lon=lon, commune=found.commune)]


def _named(text: str) -> list[Place]:
    """Where the street is unknown, the commune that ends the address: it is enough to have neighbours."""
    found = addresses.search(text, limit=AT_MOST)
    communes = addresses.communes_ending(text)
    if {place.commune for place in found} & {place.commune for place in communes}:
        return found
    return [*communes, *found][:AT_MOST]


def pointed(lat: float, lon: float) -> Place | None:
    """A point of a map, in words: nobody is asked which address is there. None outside every commune we know."""
    commune = communes.containing(lat, lon)
    if commune is None:
        return None
    return Place(label="", kind="point", lat=lat, lon=lon, commune=commune)


def seal(place: Place) -> str:
    """A value for a form, that only this site can have made."""
    insee = place.commune.pk if place.commune else ""
    return signing.dumps([place.label, place.kind, place.lat, place.lon, insee], salt=SALT, compress=True)


def unseal(value: str) -> Place | None:
    """The place of such a value; None when it is forged or too old."""
    try:
        label, kind, lat, lon, insee = signing.loads(value, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return Place(label=label, kind=kind, lat=lat, lon=lon, commune=_commune(insee))


def seal_map(ground: Ground, window: Window) -> str:
    """What a map shows, as `seal` does for a place."""
    return signing.dumps([ground.commune.pk, window.x, window.y, window.side], salt=MAP_SALT, compress=True)


def unseal_map(value: str, known: Commune | None = None) -> tuple[Ground, Window] | None:
    """The map of such a value; None when it is forged or too old, or when its commune left.

    No query when it is that of a commune already `known`, with its contour.
    """
    try:
        insee, x, y, side = signing.loads(value, salt=MAP_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    commune = known if known is not None and known.pk == insee else _commune(insee)
    ground = Ground.of(commune) if commune else None
    return (ground, Window(x, y, side)) if ground else None


def _commune(insee: str) -> Commune | None:
    """With its contour, for the map that may follow."""
    return Commune.objects.select_related("contour").filter(pk=insee).first()
