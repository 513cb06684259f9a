"""Real communes for tests, without loading France."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import shapely

from maillage.territory import loading, packing
from maillage.territory.models import Address, Commune, Quarter
from maillage.territory.spelling import fold

DINAN, LANVALLAY, TADEN = "22050", "22118", "22339"
THOMERY, CHAMPAGNE, MORET = "77463", "77079", "77316"
DINAN_UNION, THOMERY_UNION = "200068989", "247700032"


def a_commune(insee: str = DINAN) -> Commune:
    """A real commune, with its union, contour and town hall."""
    (commune,) = some_communes(insee)
    return commune


def some_communes(*insees: str) -> list[Commune]:
    """Several, in the order asked."""
    loading.store(_facts(*insees))
    found = Commune.objects.select_related("union").in_bulk(insees)
    return [found[insee] for insee in insees]


def communes_of_union(siren: str = DINAN_UNION) -> list[Commune]:
    """Every commune of a real union, in the order of their codes."""
    return some_communes(*sorted(row["insee"] for row in packing.read_communes() if row["epci"] == siren))


def a_quarter(commune: Commune, name: str = "Le Port", ring: Sequence[tuple[float, float]] | None = None) -> Quarter:
    """A quarter, by default the whole commune; the ring is of (longitude, latitude)."""
    wkb = bytes(commune.contour.wkb) if ring is None else shapely.to_wkb(shapely.Polygon(ring))
    return Quarter.objects.create(commune=commune, name=name, wkb=wkb)


def an_address(
    commune: Commune, street: str = "Rue du Jerzual", housenumber: str = "", *, lat: float = 48.455, lon: float = -2.041
) -> Address:
    """An address of the local table: a street, or a house in it (and its street)."""
    address, _ = Address.objects.get_or_create(
        key="_".join(filter(None, [commune.pk, fold(street), housenumber])),
        defaults={
            "commune": commune,
            "kind": Address.Kind.HOUSENUMBER if housenumber else Address.Kind.STREET,
            "housenumber": housenumber,
            "street": street,
            "postcode": commune.postcodes[0],
            "label": f"{housenumber} {street} {commune.postcodes[0]} {commune.name}".strip(),
            "search_label": fold(f"{street} {commune.name}"),
            "lat": lat,
            "lon": lon,
        },
    )
    if housenumber:
        an_address(commune, street, lat=lat, lon=lon)
    return address


@lru_cache(maxsize=256)
def _facts(*insees: str) -> loading.Facts:
    return loading.read(insees)
