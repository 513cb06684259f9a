"""The map of a commune's page: its contour among its neighbours', and its town hall."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.portal.addresses import CommuneLine, commune_lines
from maillage.territory import contours
from maillage.territory.models import Commune, TownHall


@dataclass(frozen=True)
class Point:
    """A place of the map, in the units of its view box."""

    x: int
    y: int
    radius: int = 18


@dataclass(frozen=True)
class Atlas:
    """The inputs of `ui/map.html`, and the neighbouring communes in words."""

    view_box: str
    outline: str
    surroundings: str
    points: tuple[Point, ...]
    neighbours: list[CommuneLine]


def of(commune: Commune) -> Atlas | None:
    """The map of a commune fetched with its contour and its town hall; None without a contour. One query."""
    drawing = contours.drawing(commune)
    if drawing is None:
        return None
    around = sorted((each.commune for each in drawing.neighbours), key=lambda other: other.search_name)
    return Atlas(
        drawing.view_box, drawing.outline, drawing.surroundings, _points(drawing, commune), commune_lines(around)
    )


def _points(drawing: contours.Drawing, commune: Commune) -> tuple[Point, ...]:
    try:
        hall = commune.town_hall
    except TownHall.DoesNotExist:
        return ()
    if hall.lat is None or hall.lon is None:
        return ()
    return (Point(*drawing.point(hall.lat, hall.lon)),)
