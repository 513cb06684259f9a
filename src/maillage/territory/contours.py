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
from maillage.territory.communes import boxes_meeting, neighbours
from maillage.territory.models import Commune, Contour

# The longer side of a drawing, in its own units, and the free space around it.
_SIDE = 1000
_MARGIN = 60
# What a drawing need not show, in its units: half a pixel of a map 500 pixels wide.
_DETAIL = 2
# How far past its edge a map draws contours, so that the line of a cut is out of sight.
_BEYOND = 8
# More communes than this on one map are a grey web that says nothing.
_MOST_BEHIND = 150


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
class Plane:
    """Degrees to the units of a drawing: north is up."""

    west: float
    north: float
    x_scale: float
    """Units a degree of longitude."""
    y_scale: float
    left: float = 0
    """Where the west and the north stand, in units."""
    top: float = 0

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point stands: x and y."""
        return self.left + (lon - self.west) * self.x_scale, self.top + (self.north - lat) * self.y_scale

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """The longitude and latitude of a point of the drawing."""
        return self.west + (x - self.left) / self.x_scale, self.north - (y - self.top) / self.y_scale

    def path(self, shapes: Iterable[BaseGeometry]) -> str:
        """The `d` of a path that draws them, no finer than `_DETAIL`."""
        return "".join(_ring(ring.coords) for each in shapes for ring in _rings(self.flat(each)))

    def flat(self, shape: BaseGeometry) -> Any:
        def place(degrees: Any) -> Any:
            return (degrees - [self.west, self.north]) * [self.x_scale, -self.y_scale] + [self.left, self.top]

        return shapely.simplify(shapely.transform(shape, place), _DETAIL)


@dataclass(frozen=True)
class Backdrop:
    """A commune behind what a map shows: the part of its contour in sight, and where its name stands best."""

    commune: Commune
    outline: str
    x: float
    y: float
    area: float
    """In square units of the drawing."""


def behind(plane: Plane, width: float, height: float) -> list[Backdrop]:
    """The communes that a drawing of this size shows, the largest in sight first; none where they are too many.

    One query.
    """
    west, north = plane.degrees(-_BEYOND, -_BEYOND)
    east, south = plane.degrees(width + _BEYOND, height + _BEYOND)
    contours = list(
        boxes_meeting(west, south, east, north).select_related("commune").order_by("pk")[: _MOST_BEHIND + 1]
    )
    if len(contours) > _MOST_BEHIND:
        return []
    drawn = (_in_sight(plane, contour, width, height) for contour in contours)
    return sorted((each for each in drawn if each is not None), key=lambda each: -each.area)


def _in_sight(plane: Plane, contour: Contour, width: float, height: float) -> Backdrop | None:
    flat = shapely.make_valid(plane.flat(_shape(contour)))
    drawn = shapely.clip_by_rect(flat, -_BEYOND, -_BEYOND, width + _BEYOND, height + _BEYOND)
    seen = shapely.clip_by_rect(flat, 0, 0, width, height)
    if seen.is_empty or not seen.area:
        return None
    middle = seen.centroid if seen.contains(seen.centroid) else seen.representative_point()
    outline = "".join(_ring(ring.coords) for ring in _rings(drawn))
    return Backdrop(contour.commune, outline, round(middle.x, 1), round(middle.y, 1), seen.area)


@dataclass(frozen=True)
class Drawing:
    """A flat drawing of a commune: north is up, and a kilometre is as long eastward as northward."""

    contour: Contour

    @property
    def view_box(self) -> str:
        width, height = self._plane.place(self.contour.east, self.contour.south)
        return f"{-_MARGIN} {-_MARGIN} {round(width) + 2 * _MARGIN} {round(height) + 2 * _MARGIN}"

    @cached_property
    def outline(self) -> str:
        """The commune."""
        return self._plane.path([_shape(self.contour)])

    @cached_property
    def neighbours(self) -> list[Contour]:
        """The contours that touch it, with their communes. One query."""
        return neighbours(self.contour)

    @cached_property
    def surroundings(self) -> str:
        """The communes that touch it, to draw faintly."""
        return self._plane.path(_shape(each) for each in self.neighbours)

    def cell(self, cell: int) -> str:
        """The outline of a cell."""
        return self._plane.path([shapely.Polygon(cells.boundary(cell))])

    def point(self, lat: float, lon: float) -> tuple[int, int]:
        """Where a place stands: x and y."""
        x, y = self._plane.place(lon, lat)
        return round(x), round(y)

    @cached_property
    def _plane(self) -> Plane:
        contour = self.contour
        narrowing = cos(radians((contour.south + contour.north) / 2))
        scale = _SIDE / max((contour.east - contour.west) * narrowing, contour.north - contour.south)
        return Plane(contour.west, contour.north, scale * narrowing, scale)


def _ring(corners: Sequence[Any]) -> str:
    points = [f"{round(x)} {round(y)}" for x, y in corners[:-1]]
    return f"M{'L'.join(points)}Z"


def _rings(shape: Any) -> Iterable[Any]:
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon) and not part.is_empty:
            yield from (part.exterior, *part.interiors)


def _contour(commune: Commune) -> Contour:
    try:
        return commune.contour
    except Contour.DoesNotExist:
        raise NoContour from None


def _shape(contour: Contour) -> BaseGeometry:
    return shapely.from_wkb(bytes(contour.wkb))
