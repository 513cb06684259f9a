"""Which cells of a commune may stand for a home, so that each hides at least 50 households (DESIGN.md 5).

The commune of a person is shown beside their cell, so what counts is the part of the cell inside the commune. See
docs/decisions/0010-public-cells.md for what this guarantees and what it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import h3.api.basic_int as h3
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maillage.territory.areas import area_km2

HOUSEHOLDS = 50
PERSONS_A_HOUSEHOLD = 2.2  # INSEE, 2020: 2.17 in metropolitan France
RESOLUTIONS = (9, 8, 7, 6, 5)
# A commune of fewer than 50 households cannot hide one among 50. It has a single cell, never finer than this one
# (36 km²), which it often shares with neighbouring communes as small as itself.
SMALL_COMMUNE_RESOLUTION = 6


@dataclass(frozen=True)
class Ground:
    """The cells that may stand for the homes of a commune: all of one resolution, in ascending order, never empty."""

    resolution: int
    cells: tuple[int, ...]

    def cell(self, lat: float, lon: float) -> int:
        """The public cell of a home there: its own cell if it is one of ours, else the nearest of ours to its cell.

        Two points of one H3 cell always get the same answer.
        """
        own: int = h3.latlng_to_cell(lat, lon, self.resolution)
        if own in self._members:
            return own
        centre = h3.cell_to_latlng(own)
        return min(self.cells, key=lambda cell: (h3.great_circle_distance(centre, h3.cell_to_latlng(cell)), cell))

    @cached_property
    def _members(self) -> frozenset[int]:
        return frozenset(self.cells)


def of(contour: BaseGeometry, population: int, area: float, lat: float, lon: float) -> Ground:
    """The ground of a commune of that contour (WGS 84), population, area in km² and interior point."""
    level = resolution(population, area, lat, lon)
    touched = overlapping(contour, level)
    shares = households(touched, contour, population, area)
    usable = tuple(cell for cell, share in zip(touched, shares, strict=True) if share >= HOUSEHOLDS)
    return Ground(level, usable or (touched[int(np.argmax(shares))],))


def of_point(lat: float, lon: float) -> Ground:
    """The ground of a commune of which only a point is known: one cell for all its homes."""
    return Ground(SMALL_COMMUNE_RESOLUTION, (h3.latlng_to_cell(lat, lon, SMALL_COMMUNE_RESOLUTION),))


def resolution(population: int, area: float, lat: float, lon: float) -> int:
    """The finest resolution at which a whole cell, there, is expected to hold 50 households; 5 where none does."""
    density = population / PERSONS_A_HOUSEHOLD / area
    is_small = population / PERSONS_A_HOUSEHOLD < HOUSEHOLDS
    for level in RESOLUTIONS:
        if is_small and level > SMALL_COMMUNE_RESOLUTION:
            continue
        if density * h3.cell_area(h3.latlng_to_cell(lat, lon, level), "km^2") >= HOUSEHOLDS:
            return level
    return RESOLUTIONS[-1]


def households(cells: Sequence[int], contour: BaseGeometry, population: int, area: float) -> list[float]:
    """The households expected in the part of each cell inside the contour, people being spread evenly over it."""
    parts = shapely.intersection(np.array([polygon(cell) for cell in cells]), contour)
    return [float(part) * population / PERSONS_A_HOUSEHOLD / area for part in area_km2(parts)]


def overlapping(contour: BaseGeometry, level: int) -> list[int]:
    """Every cell of a resolution that touches the contour, in ascending order."""
    shape = h3.geo_to_h3shape(contour)  # type: ignore[attr-defined,no-untyped-call]
    return sorted(h3.h3shape_to_cells_experimental(shape, level, contain="overlap"))


def polygon(cell: int) -> shapely.Polygon:
    """The outline of a cell, in WGS 84 degrees, longitude first."""
    return shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])
