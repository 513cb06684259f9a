"""Pointing at a place on the map of a commune: from a click to degrees, in pages that may have no script.

A commune's *ground* is a square that holds it, 1000 units a side. A *window* is the square of it that one looks at; a
click in it opens a closer one, until a finger is precise enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from typing import NamedTuple

import shapely

from maillage.territory import contours, landmarks
from maillage.territory.contours import Backdrop, Plane
from maillage.territory.landmarks import Box
from maillage.territory.models import Commune, Contour
from maillage.territory.places import Place

UNITS = 1000
# How wide a window is drawn, in CSS pixels (css/parts/pointing.css): without a script, nothing else tells the server.
WIDTHS = (272, 320, 560)
# A window this wide, 272 pixels on the narrowest screen, has 3 m a pixel: a thumb, 7 pixels off, is within 30 m.
FINEST_M = 750
# Each click looks so many times closer. A thumb is within a tenth of the window, half of what the next one shows.
CLOSER = 5
# Where the next window would be hardly wider than the closest, it is the closest.
NEARLY = 1.6
# Streets are named, and houses drawn, where they would not cover everything.
STREETS_BELOW_M = 2500
# The square is a little wider than the commune, so that its neighbours are seen.
_MARGIN = 1.2
_WITHOUT_CONTOUR_M = 8000
_M_A_DEGREE = 111_195
# About the width of a letter, and half of a line, in thousandths of a window on a telephone.
_LETTER, _HALF_LINE = 21, 24


class Spot(NamedTuple):
    """A point of a ground, in its units: x eastward, y southward."""

    x: float
    y: float


@dataclass(frozen=True)
class Ground:
    """The square of land that the map of a commune covers."""

    commune: Commune
    lat: float
    lon: float
    side_m: float

    @classmethod
    def of(cls, commune: Commune) -> Ground | None:
        """Around its contour, else around its point; None where neither is known."""
        try:
            contour = commune.contour
        except Contour.DoesNotExist:
            if commune.lat is None or commune.lon is None:
                return None
            return cls(commune, commune.lat, commune.lon, _WITHOUT_CONTOUR_M)
        lat, lon = (contour.south + contour.north) / 2, (contour.west + contour.east) / 2
        across = (contour.east - contour.west) * cos(radians(lat))
        side = max(across, contour.north - contour.south) * _M_A_DEGREE * _MARGIN
        return cls(commune, lat, lon, max(side, FINEST_M))

    @cached_property
    def plane(self) -> Plane:
        scale = UNITS * _M_A_DEGREE / self.side_m
        return Plane(self.lon, self.lat, scale * cos(radians(self.lat)), scale, UNITS / 2, UNITS / 2)

    def spot(self, lat: float, lon: float) -> Spot:
        return Spot(*self.plane.place(lon, lat))

    def degrees(self, spot: Spot) -> tuple[float, float]:
        """Latitude, longitude."""
        lon, lat = self.plane.degrees(*spot)
        return lat, lon

    def close_to(self, lat: float, lon: float) -> Window:
        """The closest window around a point."""
        return Window(*self.spot(lat, lon), self.finest)

    @property
    def finest(self) -> float:
        """The side of the closest window, in units."""
        return UNITS * FINEST_M / self.side_m

    def is_finest(self, window: Window) -> bool:
        """Whether a click in this window is the point itself."""
        return window.side <= self.finest * 1.001

    def box(self, window: Window) -> Box:
        half = window.side / 2
        west, north = self.plane.degrees(window.x - half, window.y - half)
        east, south = self.plane.degrees(window.x + half, window.y + half)
        return Box(west, south, east, north)


@dataclass(frozen=True)
class Window:
    """The square of a ground that is seen: its middle and its side, in units."""

    x: float = UNITS / 2
    y: float = UNITS / 2
    side: float = UNITS

    def spot(self, across: float, down: float) -> Spot:
        """What stands at these fractions (0 to 1) of the window, from its upper left corner."""
        return Spot(self.x + (across - 0.5) * self.side, self.y + (down - 0.5) * self.side)

    def place(self, spot: Spot) -> Spot:
        """Where a spot is seen, in thousandths of the window."""
        return Spot(
            *(UNITS * ((at - middle) / self.side + 0.5) for at, middle in zip(spot, (self.x, self.y), strict=True))
        )

    def closer(self, spot: Spot, finest: float) -> Window:
        """The next window, around this spot."""
        side = self.side / CLOSER
        return Window(spot.x, spot.y, side if side > finest * NEARLY else finest)

    def wider(self) -> Window:
        """The window before: the same middle, or the whole."""
        return Window(self.x, self.y, self.side * CLOSER) if self.side * CLOSER < UNITS else Window()


class Mark(NamedTuple):
    """A named place as it is drawn, in thousandths of the window."""

    x: int
    y: int
    name: str
    is_written: bool
    """Whether there is room for its name."""


@dataclass(frozen=True)
class Sketch:
    """What a window shows: communes in units of the ground, the rest in thousandths of the window."""

    ground: Ground
    window: Window
    communes: list[Backdrop]
    places: list[Place]
    houses: list[tuple[float, float]]

    @property
    def transform(self) -> str:
        """From the ground to the window, as SVG says it."""
        scale = UNITS / self.window.side
        half = self.window.side / 2
        return f"scale({scale:.5f}) translate({half - self.window.x:.3f} {half - self.window.y:.3f})"

    @property
    def dots(self) -> str:
        """The houses, as the `d` of a path whose stroke has round ends."""
        spots = [self.window.place(self.ground.spot(lat, lon)) for lat, lon in self.houses]
        return "".join(f"M{round(spot.x)} {round(spot.y)}h0" for spot in spots)

    @property
    def outline(self) -> str:
        """The commune alone, in units of the ground."""
        return next((each.outline for each in self.communes if each.commune == self.ground.commune), "")

    @cached_property
    def names(self) -> list[Mark]:
        """The names of the communes, the largest in sight first; none from close by, where they are no places."""
        if not self.is_whole:
            return []
        return _written([(self.window.place(Spot(each.x, each.y)), each.commune.name) for each in self.communes], [])

    @cached_property
    def marks(self) -> list[Mark]:
        """The named places."""
        spots = [(self.window.place(self.ground.spot(each.lat, each.lon)), each.name) for each in self.places]
        return _written(spots, [_room(mark.x, mark.y, mark.name) for mark in self.names if mark.is_written])

    @property
    def bounds(self) -> str:
        """South, west, north, east of the whole ground, as a script reads them."""
        return _bounds(self.ground.box(Window()))

    @property
    def seen(self) -> str:
        """The same, of the window."""
        return _bounds(self.ground.box(self.window))

    @property
    def start(self) -> str:
        """Latitude, longitude of where a script puts its marker: inside the commune, then where one looked closer."""
        commune = self.ground.commune
        if self.is_whole and commune.lat is not None and commune.lon is not None:
            return f"{commune.lat:.6f} {commune.lon:.6f}"
        lat, lon = self.ground.degrees(Spot(self.window.x, self.window.y))
        return f"{lat:.6f} {lon:.6f}"

    @property
    def left(self) -> int:
        return round(self.window.x - self.window.side / 2)

    @property
    def top(self) -> int:
        return round(self.window.y - self.window.side / 2)

    @property
    def side(self) -> int:
        return round(self.window.side)

    @property
    def width_km(self) -> float:
        """How much land the window is wide."""
        return round(self.ground.side_m * self.window.side / UNITS / 1000, 1)

    @property
    def is_whole(self) -> bool:
        return self.window.side >= UNITS


def draw(ground: Ground, window: Window, *, is_named: bool = True) -> Sketch:
    """The drawing of a window, with or without its named places. At most four queries; two without names."""
    box = ground.box(window)
    is_close = ground.side_m * window.side / UNITS <= STREETS_BELOW_M
    return Sketch(
        ground,
        window,
        contours.behind(ground.plane, UNITS, UNITS),
        landmarks.within(box, with_streets=is_close) if is_named else [],
        landmarks.houses(box) if is_close else [],
    )


def _written(spots: list[tuple[Spot, str]], taken: list[shapely.Polygon]) -> list[Mark]:
    """Those that the window holds; no name over another, nor past the edge."""
    taken = list(taken)
    marks = []
    edge = shapely.box(0, 0, UNITS, UNITS)
    for spot, name in spots:
        if not edge.contains(shapely.Point(spot)):
            continue
        room = _room(spot.x, spot.y, name)
        is_written = edge.contains(room) and not any(room.intersects(other) for other in taken)
        taken += [room] if is_written else []
        marks.append(Mark(round(spot.x), round(spot.y), name, is_written))
    return marks


def _room(x: float, y: float, name: str) -> shapely.Polygon:
    half = len(name) * _LETTER / 2
    return shapely.box(x - half, y - 2 * _HALF_LINE, x + half, y + _HALF_LINE)


def _bounds(box: Box) -> str:
    return " ".join(f"{degrees:.6f}" for degrees in (box.south, box.west, box.north, box.east))
