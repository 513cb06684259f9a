"""H3 cells: the only geometry of a person that code may see (DESIGN.md 5).

A cell is H3's 64-bit number; its top bit is always 0, so that it fits a signed bigint. H3 is not nested: a point is
indexed at each resolution used, and containment is never derived from a cell's parent.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import h3.api.basic_int as h3
import shapely
from django.utils.formats import localize
from django.utils.translation import gettext as _

from maillage.territory import grounds
from maillage.territory.models import Commune, Contour

FINEST = 9

# What distances to or from a cell of each resolution are rounded to, in km: never less than the cell's own width (0.4,
# 1.1, 2.8, 7.5 and 19.7 km from corner to corner), so that words say nothing finer than cells do.
_GRAIN_KM = {9: 0.5, 8: 1, 7: 3, 6: 8, 5: 20}


class PlaceUnknown(Exception):
    """A commune of which we know neither the contour nor a point."""

    def __init__(self, commune: Commune) -> None:
        super().__init__(
            _("Nous ne savons pas encore situer %(commune)s. Choisissez une commune voisine.")
            % {"commune": commune.name}
        )


class PointCells(NamedTuple):
    """One point, indexed at each resolution that horizons use."""

    cell_8: int
    cell_7: int
    cell_6: int
    cell_5: int


def public_cell(commune: Commune, lat: float, lon: float) -> int:
    """The cell that stands for a home of `commune` at that point, for everyone but its owner.

    It depends on the commune and on the H3 cell of the point only, and at least 50 households of the commune are
    expected behind it (fewer in a commune that has fewer: then all of them). Raises PlaceUnknown.
    """
    return _ground(commune.insee, commune.population, commune.area_km2, commune.lat, commune.lon).cell(lat, lon)


def public_cells(commune: Commune) -> tuple[int, ...]:
    """Every cell that may stand for a home of the commune, in ascending order. Raises PlaceUnknown."""
    return _ground(commune.insee, commune.population, commune.area_km2, commune.lat, commune.lon).cells


def public_cells_within(commune: Commune, area: shapely.MultiPolygon) -> frozenset[int]:
    """Every cell that may stand for a home of the commune in that area, its edges included. Raises PlaceUnknown.

    A home near a border may be known by a cell beside its own: it is found all the same.
    """
    ground = _ground(commune.insee, commune.population, commune.area_km2, commune.lat, commune.lon)
    return frozenset(ground.cell(*centre(cell)) for cell in grounds.overlapping(area, ground.resolution))


@lru_cache(maxsize=2048)
def _ground(insee: str, population: int, area: float | None, lat: float | None, lon: float | None) -> grounds.Ground:
    """Kept for as long as the facts that it comes from: a new contour has another area."""
    wkb = Contour.objects.filter(commune=insee).values_list("wkb", flat=True).first()
    if wkb is not None and area is not None and lat is not None and lon is not None:
        return grounds.of(shapely.from_wkb(bytes(wkb)), population, area, lat, lon)
    if lat is not None and lon is not None:
        return grounds.of_point(lat, lon)
    raise PlaceUnknown(Commune.objects.get(pk=insee))


def finest_cell(lat: float, lon: float) -> int:
    """The cell of a public place: a shop, a car park, a town hall. Never of a home."""
    return int(h3.latlng_to_cell(lat, lon, FINEST))


def point_cells(cell: int) -> PointCells:
    """The centre of a cell, indexed at each resolution."""
    lat, lon = h3.cell_to_latlng(cell)
    return PointCells(*(h3.latlng_to_cell(lat, lon, resolution) for resolution in (8, 7, 6, 5)))


def centre(cell: int) -> tuple[float, float]:
    """Latitude and longitude of the centre, in degrees."""
    lat, lon = h3.cell_to_latlng(cell)
    return lat, lon


def boundary(cell: int) -> list[list[float]]:
    """The outline as a closed ring of GeoJSON: [longitude, latitude] in degrees, counter-clockwise."""
    ring = [[lon, lat] for lat, lon in h3.cell_to_boundary(cell)]
    return [*ring, ring[0]]


def is_cell(number: int) -> bool:
    """Whether a number is a cell that horizons can start from."""
    return bool(h3.is_valid_cell(number)) and 5 <= h3.get_resolution(number) <= FINEST


def distance_m(a: int, b: int) -> int:
    """Metres between the centres of two cells, on the great circle."""
    metres: float = h3.great_circle_distance(h3.cell_to_latlng(a), h3.cell_to_latlng(b), unit="m")
    return round(metres)


def distance_words(a: int, b: int) -> str:
    """How far apart two cells are, in words no finer than the larger of them: "à environ 2 km"."""
    resolution = min(h3.get_resolution(a), h3.get_resolution(b))
    distance_km = distance_m(a, b) / 1000
    grain = max(_GRAIN_KM[resolution], _grain_from_afar(distance_km))
    rounded = round(distance_km / grain) * grain
    if rounded == 0:
        return _("dans votre quartier") if resolution >= 8 else _("dans vos environs")
    if rounded < 1:
        return _("à environ %(distance)s m") % {"distance": round(rounded * 1000)}
    number = localize(rounded if rounded % 1 else round(rounded))
    return _("à environ %(distance)s km") % {"distance": number}


def _grain_from_afar(distance_km: float) -> float:
    """Nobody needs half kilometres from ten kilometres away."""
    if distance_km < 3:
        return 0.5
    return 1 if distance_km < 20 else 5 if distance_km < 100 else 10
