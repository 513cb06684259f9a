"""Maps of cells drawn as SVG on the server: nothing finer than a cell, save public places. Words say it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

import shapely
from django.utils.translation import ngettext

from maillage.listings.models import Listing
from maillage.platform import wording
from maillage.territory import areas, cells, contours, grounds
from maillage.territory.contours import Backdrop
from maillage.territory.models import Commune

WIDTH = 480
HEIGHT = 300
MARGIN = 16
# Cells drawn around the one that matters, in metres of its own diameter.
SURROUNDINGS = 2.6
# The map of a page shows what is within so many times the distance that half of its listings need, in metres at least.
NOT_MUCH_FURTHER = 2.5
ALWAYS_SHOWN_M = 6000
# About the width of a letter of a commune's name, and half its line, in units of the drawing.
LETTER = 7


@dataclass(frozen=True, slots=True)
class Hexagon:
    points: str
    is_marked: bool = False
    label: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Map:
    """What `listings/map.html` draws."""

    hexagons: tuple[Hexagon, ...]
    points: tuple[Point, ...] = ()
    communes: tuple[Backdrop, ...] = ()
    names: tuple[Backdrop, ...] = ()
    """The communes whose name is written: those for which there is room."""
    beyond: str = ""
    """How many listings stand outside the frame, in words."""
    width: int = WIDTH
    height: int = HEIGHT


class _Frame:
    """A plane that holds all these positions within the margins, in the middle."""

    def __init__(self, positions: Sequence[tuple[float, float]]) -> None:
        longitudes = [lon for lon, _lat in positions]
        latitudes = [lat for _lon, lat in positions]
        west, north = min(longitudes), max(latitudes)
        squeeze = cos(radians((min(latitudes) + north) / 2))
        across, down = (max(longitudes) - west) * squeeze, north - min(latitudes)
        scale = min(_fit(WIDTH, across), _fit(HEIGHT, down))
        left, top = (WIDTH - across * scale) / 2, (HEIGHT - down * scale) / 2
        self.plane = contours.Plane(west, north, scale * squeeze, scale, left, top)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.plane.place(lon, lat)
        return round(x, 1), round(y, 1)

    def outline(self, cell: int) -> str:
        return " ".join("{},{}".format(*self.place(lon, lat)) for lon, lat in cells.boundary(cell)[:-1])


def _fit(room: float, length: float) -> float:
    return (room - 2 * MARGIN) / length if length else float("inf")


def of_listing(listing: Listing) -> Map:
    """The zone of a listing among its commune's, or the exact point of its public place."""
    centre = cells.centre(listing.point_cell)
    around = _around(listing.commune, listing.point_cell)
    marked = [] if listing.is_at_public_place else [listing.point_cell]
    shown = sorted({*around, *marked}) or [listing.point_cell]
    frame = _Frame([(lon, lat) for cell in shown for lon, lat in cells.boundary(cell)])
    hexagons = tuple(Hexagon(frame.outline(cell), is_marked=cell in marked) for cell in shown)
    # What is marked is drawn last, over the borders of the others.
    ordered = tuple(sorted(hexagons, key=lambda hexagon: hexagon.is_marked))
    if not listing.is_at_public_place:
        return Map(ordered)
    lat, lon = listing.place_lat or centre[0], listing.place_lon or centre[1]
    return Map(ordered, (Point(*frame.place(lon, lat), listing.place_name),))


def of_page(listings: Iterable[Listing]) -> Map | None:
    """The zones of a page of listings, with how many each holds, and public places; fitted to where most stand.

    One query, for the communes behind.
    """
    everywhere = list(listings)
    if not everywhere:
        return None
    shown = _where_most_stand(everywhere)
    zones = Counter(listing.point_cell for listing in shown if not listing.is_at_public_place)
    exact = [
        (listing.place_lon, listing.place_lat, listing.place_name)
        for listing in shown
        if listing.place_lon is not None and listing.place_lat is not None
    ]
    corners = [(lon, lat) for cell in zones for lon, lat in cells.boundary(cell)]
    corners += [(lon, lat) for listing in shown for lon, lat in cells.boundary(listing.cell_8)]
    frame = _Frame(corners)
    behind = contours.behind(frame.plane, WIDTH, HEIGHT)
    return Map(
        tuple(_counted(frame, cell, count) for cell, count in sorted(zones.items())),
        tuple(Point(*frame.place(lon, lat), name) for lon, lat, name in dict.fromkeys(exact)),
        tuple(behind),
        _with_room_for_a_name(behind),
        _beyond_words(len(everywhere) - len(shown)),
    )


def _where_most_stand(listings: list[Listing]) -> list[Listing]:
    """Half of them stand as close together as may be around one: those, and what is not much further from it."""
    half = (len(listings) + 1) // 2

    def to_half(middle: Listing) -> int:
        return sorted(cells.distance_m(middle.point_cell, each.point_cell) for each in listings)[half - 1]

    middle = min(listings, key=to_half)
    furthest = max(to_half(middle) * NOT_MUCH_FURTHER, ALWAYS_SHOWN_M)
    return [each for each in listings if cells.distance_m(middle.point_cell, each.point_cell) <= furthest]


def _with_room_for_a_name(behind: list[Backdrop]) -> tuple[Backdrop, ...]:
    """The largest in sight first; no name over another, nor past the edge."""
    taken: list[shapely.Polygon] = []
    named = []
    for each in behind:
        half = len(each.commune.name) * LETTER / 2
        room = shapely.box(each.x - half, each.y - LETTER, each.x + half, each.y + LETTER)
        if shapely.box(0, 0, WIDTH, HEIGHT).contains(room) and not any(room.intersects(other) for other in taken):
            taken.append(room)
            named.append(each)
    return tuple(named)


def _beyond_words(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s annonce est plus loin.", "%(count)s annonces sont plus loin.", count) % {"count": count}


def _counted(frame: _Frame, cell: int, count: int) -> Hexagon:
    lat, lon = cells.centre(cell)
    x, y = frame.place(lon, lat)
    label = ngettext("%(count)s annonce", "%(count)s annonces", count) % {"count": count}
    return Hexagon(frame.outline(cell), is_marked=True, label=label, x=x, y=y)


def _around(commune: Commune, cell: int) -> list[int]:
    """The commune's zones near one, for scale."""
    try:
        known = cells.public_cells(commune)
    except cells.PlaceUnknown:
        return []
    reference = known[0] if known else cell
    boundary = cells.boundary(reference)
    lat_span = max(lat for _lon, lat in boundary) - min(lat for _lon, lat in boundary)
    furthest = lat_span * 111_195 * SURROUNDINGS
    return [other for other in known if cells.distance_m(cell, other) <= furthest]


def households(commune: Commune, cell: int) -> int:
    """About how many households a zone holds: people of the commune spread evenly, rounded to ten.

    The commune's own when the zone is larger than all of it.
    """
    if not commune.area_km2:
        return 0
    homes = commune.population / grounds.PERSONS_A_HOUSEHOLD
    area = float(areas.area_km2(shapely.Polygon(cells.boundary(cell))))
    expected = min(homes, homes * area / commune.area_km2)
    return round(expected / 10) * 10 if expected >= 10 else round(expected)


def zone_words(listing: Listing) -> str:
    """What the map says in words: how many homes the zone holds."""
    count = households(listing.commune, listing.point_cell)
    return ngettext("La zone compte environ %(count)s foyer.", "La zone compte environ %(count)s foyers.", count) % {
        "count": wording.number(count)
    }
