"""Contours of communes, drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from maillage.territory import cells
from maillage.territory.communes import neighbours
from maillage.territory.models import Commune, Contour

# The longer side of a drawing, in its own units, and the free space around it.
_SIDE = 1000
_MARGIN = 60
# What a drawing need not show, in its units: half a pixel of a map 500 pixels wide.
_DETAIL = 2


class NoContour(Exception):
    """A commune whose contour we do not have."""


def shape(commune: Commune) -> BaseGeometry:
    """The polygon or multipolygon of a commune (WGS 84, longitude first). Raises NoContour."""
    return _shape(_contour(commune))


def svg_path(commune: Commune) -> str:
    """The `d` of a path that draws the commune, in the view box of `Drawing.view_box`; nothing without a contour."""
    try:
        return Drawing(_contour(commune)).outline
    except NoContour:
        return ""


def drawing(commune: Commune) -> Drawing | None:
    """A drawing of the commune to put places on; None without a contour."""
    try:
        return Drawing(_contour(commune))
    except NoContour:
        return None


@dataclass(frozen=True)
class Drawing:
    """A flat drawing of a commune: north is up, and a kilometre is as long eastward as northward."""

    contour: Contour

    @property
    def view_box(self) -> str:
        width, height = self._size
        return f"{-_MARGIN} {-_MARGIN} {round(width) + 2 * _MARGIN} {round(height) + 2 * _MARGIN}"

    @cached_property
    def outline(self) -> str:
        """The commune."""
        return self._path([_shape(self.contour)])

    @cached_property
    def surroundings(self) -> str:
        """The communes that touch it, to draw faintly. One query."""
        return self._path(_shape(each) for each in neighbours(self.contour))

    def cell(self, cell: int) -> str:
        """The outline of a cell."""
        return self._path([shapely.Polygon(cells.boundary(cell))])

    def point(self, lat: float, lon: float) -> tuple[int, int]:
        """Where a place stands: x and y."""
        return round((lon - self.contour.west) * self._x), round((self.contour.north - lat) * self._y)

    @cached_property
    def _x(self) -> float:
        return self._y * cos(radians((self.contour.south + self.contour.north) / 2))

    @cached_property
    def _y(self) -> float:
        contour = self.contour
        narrowing = cos(radians((contour.south + contour.north) / 2))
        return _SIDE / max((contour.east - contour.west) * narrowing, contour.north - contour.south)

    @property
    def _size(self) -> tuple[float, float]:
        contour = self.contour
        return (contour.east - contour.west) * self._x, (contour.north - contour.south) * self._y

    def _path(self, shapes: Iterable[BaseGeometry]) -> str:
        return "".join(self._ring(ring.coords) for each in shapes for ring in _rings(self._flat(each)))

    def _flat(self, shape: BaseGeometry) -> Any:
        def place(degrees: Any) -> Any:
            return (degrees - [self.contour.west, self.contour.north]) * [self._x, -self._y]

        return shapely.simplify(shapely.transform(shape, place), _DETAIL)

    @staticmethod
    def _ring(corners: Sequence[Any]) -> str:
        points = [f"{round(x)} {round(y)}" for x, y in corners[:-1]]
        return f"M{'L'.join(points)}Z"


def _rings(shape: Any) -> Iterable[Any]:
    for part in shapely.get_parts(shape):
        if not part.is_empty:
            yield from (part.exterior, *part.interiors)


def _contour(commune: Commune) -> Contour:
    try:
        return commune.contour
    except Contour.DoesNotExist:
        raise NoContour from None


def _shape(contour: Contour) -> BaseGeometry:
    return shapely.from_wkb(bytes(contour.wkb))
