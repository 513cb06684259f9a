"""How many fictional residents live in each commune, and where: by population, inside the real contours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sqrt
from random import Random

import shapely
from shapely.geometry.base import BaseGeometry

from maillage.territory.models import Commune

# Of every 400 residents, so many live in the two towns themselves: they must be lively whatever their share of their
# unions' populations (14 % and 9 %); the others are spread by population.
OF_EVERY = 400
IN_TOWN = {"22050": 150, "77463": 60}

# Two homes in three stand near the town hall, as villages are built; the others anywhere in the commune.
NEAR_THE_CENTRE = 2 / 3
KM_PER_DEGREE = 111.2
TRIES = 400


@dataclass(frozen=True)
class Point:
    """A home, in WGS 84 degrees."""

    lat: float
    lon: float


def spread(number: int, populations: Mapping[str, int]) -> dict[str, int]:
    """How many of `number` residents live in each commune (INSEE code: inhabitants): the towns first.

    The others by population; the sum is exact. Without the towns, everybody is spread by population.
    """
    towns = {insee: number * share // OF_EVERY for insee, share in IN_TOWN.items() if insee in populations}
    others = {insee: people for insee, people in populations.items() if insee not in towns}
    if not others:
        return proportional(number, {insee: IN_TOWN[insee] for insee in towns})
    return towns | proportional(number - sum(towns.values()), others)


def proportional(number: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`number` whole things shared by weight, the sum exact: the largest remainders get one more, ties by key."""
    total = sum(weights.values())
    if total == 0:
        raise ValueError("Nobody lives in any of these communes.")
    shares = {key: divmod(number * weight, total) for key, weight in weights.items()}
    left = number - sum(whole for whole, _ in shares.values())
    first = sorted(shares, key=lambda key: (-shares[key][1], key))[:left]
    return {key: whole + (key in first) for key, (whole, _) in shares.items()}


def home(chance: Random, contour: BaseGeometry, centre: Point) -> Point:
    """A point inside the contour (WGS 84, longitude first), more often near the centre.

    Raises ValueError where a contour is too thin to be hit.
    """
    west, south, east, north = contour.bounds
    width = (east - west) * KM_PER_DEGREE * cos(radians(centre.lat))
    height = (north - south) * KM_PER_DEGREE
    # A sixth of the commune's size: the village and its edges.
    spread_km = sqrt(width * height) / 6
    is_near = chance.random() < NEAR_THE_CENTRE
    for attempt in range(TRIES):
        # A few town halls are known at a wrong point, far outside: then anywhere in the commune.
        if is_near and attempt < TRIES // 4:
            lat = centre.lat + chance.gauss(0, spread_km) / KM_PER_DEGREE
            lon = centre.lon + chance.gauss(0, spread_km) / KM_PER_DEGREE / cos(radians(centre.lat))
        else:
            lat, lon = chance.uniform(south, north), chance.uniform(west, east)
        if shapely.contains_xy(contour, lon, lat):
            return Point(round(lat, 6), round(lon, 6))
    raise ValueError("No point of this contour could be drawn.")


def centre_of(commune: Commune) -> Point:
    """The town hall where its point is known, else the commune's own interior point."""
    town_hall = getattr(commune, "town_hall", None)
    if town_hall is not None and town_hall.lat is not None and town_hall.lon is not None:
        return Point(town_hall.lat, town_hall.lon)
    assert commune.lat is not None
    assert commune.lon is not None
    return Point(commune.lat, commune.lon)
