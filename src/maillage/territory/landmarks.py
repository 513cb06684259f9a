"""The places that have a name on a map: hamlets and town halls, and from close by the streets."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, FloatField, QuerySet
from django.db.models.expressions import RawSQL

from maillage.territory import local_addresses
from maillage.territory.models import Address, TownHall
from maillage.territory.places import Place

AT_MOST = 40
# As dots, houses draw the streets that no contour shows.
HOUSES_AT_MOST = 1000


@dataclass(frozen=True)
class Box:
    """A rectangle of ground, WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude, longitude."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2


def within(box: Box, *, with_streets: bool) -> list[Place]:
    """Those of the local table in this box, at most `AT_MOST`: the nearest to its middle, in the order of their names.

    Two queries.
    """
    kinds = [Address.Kind.LOCALITY, *([Address.Kind.STREET] if with_streets else [])]
    addresses = _addresses(box).filter(kind__in=kinds).select_related("commune")
    found = [local_addresses.of_address(each) for each in addresses[:AT_MOST]]
    halls = TownHall.objects.select_related("commune").filter(
        lat__range=(box.south, box.north), lon__range=(box.west, box.east)
    )
    found += [hall for hall in map(local_addresses.of_town_hall, halls[:AT_MOST]) if hall is not None]
    return sorted(found, key=lambda place: (place.name.casefold(), place.label))


def houses(box: Box) -> list[tuple[float, float]]:
    """Where the houses of the local table stand, latitude first: the nearest to the middle of the box. One query."""
    numbered = _addresses(box).filter(kind=Address.Kind.HOUSENUMBER)
    return list(numbered.values_list("lat", "lon")[:HOUSES_AT_MOST])


def _addresses(box: Box) -> QuerySet[Address]:
    """Those in a box, from its middle outwards, as the index `address_point` finds them."""
    lat, lon = box.centre
    inside = RawSQL(
        "point(territory_address.lon, territory_address.lat) <@ box(point(%s, %s), point(%s, %s))",
        [box.west, box.south, box.east, box.north],
        BooleanField(),
    )
    apart = RawSQL("point(territory_address.lon, territory_address.lat) <-> point(%s, %s)", [lon, lat], FloatField())
    return Address.objects.alias(inside=inside).filter(inside=True).order_by(apart, "pk")
