"""The public cell: what it hides, for real communes."""

from __future__ import annotations

from collections import defaultdict

import h3.api.basic_int as h3
import pytest
import shapely
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.territory import cells, contours
from maillage.territory.models import Commune
from maillage.territory.tests.factories import (
    DINAN,
    DINAN_UNION,
    LANVALLAY,
    THOMERY,
    THOMERY_UNION,
    a_commune,
    communes_of_union,
    some_communes,
)

HOUSEHOLDS = 50
# One of every kind: a city, mountains, islands, the densest, the emptiest, the largest.
VARIED = ("75056", "69123", "05061", "29155", "94080", "04024", "97353", "2A004", "59350", "97411", "48095", "14118")


def _households_behind_each_cell(commune: Commune) -> dict[int, float]:
    """Households of a commune by public cell, its people spread evenly: each H3 cell it touches gives its share.

    Shares are in square degrees, apart from the areas of our code: within a commune the difference is below 1 %.
    """
    shape = contours.shape(commune)
    found: dict[int, float] = defaultdict(float)
    assert commune.public_resolution is not None
    around = 0.4 / 2.6 ** (commune.public_resolution - 5)  # degrees, more than a cell is wide
    box = shapely.box(*shape.buffer(around).bounds)
    touched = h3.geo_to_cells(box, commune.public_resolution)
    for cell in touched:
        part = shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]).intersection(shape)
        inside = part.representative_point()
        if part.area:
            public = cells.public_cell(commune, inside.y, inside.x)
            found[public] += commune.population / 2.2 * part.area / shape.area
    return found


def _is_hidden(commune: Commune) -> bool:
    behind = _households_behind_each_cell(commune)
    if commune.population / 2.2 < HOUSEHOLDS:
        return len(behind) == 1  # all of a smaller commune stand behind one cell
    return min(behind.values()) >= HOUSEHOLDS * 0.99


@pytest.mark.django_db
@pytest.mark.parametrize("union", [DINAN_UNION, THOMERY_UNION])
def test_every_cell_of_the_demonstration_unions_hides_fifty_households_of_its_commune(union):
    assert [commune.name for commune in communes_of_union(union) if not _is_hidden(commune)] == []


@pytest.mark.django_db
def test_every_cell_of_varied_communes_hides_fifty_households():
    assert [commune.name for commune in some_communes(*VARIED) if not _is_hidden(commune)] == []


@pytest.mark.django_db
def test_without_taking_the_nearest_cell_a_border_would_tell_more():
    """The negative control: cells as they come leave slivers with less than 50 households."""
    commune = a_commune(DINAN)
    shape = contours.shape(commune)
    alone: dict[int, float] = defaultdict(float)
    points = h3.geo_to_cells(shape, 11)
    for point in points:
        lat, lon = h3.cell_to_latlng(point)
        alone[h3.latlng_to_cell(lat, lon, commune.public_resolution)] += 1
    fewest = min(alone.values()) * commune.population / 2.2 / len(points)
    assert fewest < HOUSEHOLDS / 2


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([DINAN, LANVALLAY, THOMERY]), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_moving_inside_a_cell_changes_nothing(insee, x, y, dx, dy):
    commune = a_commune(insee)
    box = commune.contour
    lat, lon = box.south + y * (box.north - box.south), box.west + x * (box.east - box.west)
    cell = h3.latlng_to_cell(lat, lon, commune.public_resolution)
    boundary = shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])
    west, south, east, north = boundary.bounds
    moved = shapely.Point(west + dx * (east - west), south + dy * (north - south))
    if h3.latlng_to_cell(moved.y, moved.x, commune.public_resolution) == cell:
        assert cells.public_cell(commune, lat, lon) == cells.public_cell(commune, moved.y, moved.x)


@pytest.mark.django_db
def test_a_home_across_the_border_takes_a_cell_of_its_commune():
    commune = a_commune(DINAN)
    assert cells.public_cell(commune, 48.40, -2.00) in cells.public_cells(commune)


@pytest.mark.django_db
def test_a_cell_does_not_depend_on_who_asked_first():
    commune = a_commune(THOMERY)
    before = cells.public_cell(commune, 48.4095, 2.7852)
    cells._ground.cache_clear()
    assert cells.public_cell(commune, 48.4095, 2.7852) == before


@pytest.mark.django_db
def test_a_commune_without_contour_has_one_cell():
    commune = a_commune("14666")  # Sannerville: a town hall, no contour
    assert commune.area_km2 is None
    assert cells.public_cell(commune, 46.8, -1.1) == cells.public_cell(commune, 46.9, -1.2)


@pytest.mark.django_db
def test_a_commune_that_nobody_can_place_says_so():
    commune = a_commune("98714")  # Bora-Bora: neither
    with pytest.raises(cells.PlaceUnknown, match="Bora-Bora"):
        cells.public_cell(commune, -16.5, -151.7)


@pytest.mark.django_db
def test_cells_fit_a_signed_bigint():
    assert all(0 < cell < 2**63 for cell in cells.public_cells(a_commune(DINAN)))


def test_a_point_is_indexed_at_each_resolution_on_its_own():
    cell = cells.finest_cell(48.4542, -2.0473)
    lat, lon = cells.centre(cell)
    assert cells.point_cells(cell) == tuple(h3.latlng_to_cell(lat, lon, resolution) for resolution in (8, 7, 6, 5))


def test_a_boundary_is_a_closed_ring_around_the_centre():
    cell = cells.finest_cell(48.4542, -2.0473)
    ring = cells.boundary(cell)
    lat, lon = cells.centre(cell)
    assert ring[0] == ring[-1]
    assert shapely.Polygon(ring).contains(shapely.Point(lon, lat))


def _cell(resolution: int, lat: float = 48.4542, lon: float = -2.0473) -> int:
    return int(h3.latlng_to_cell(lat, lon, resolution))


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (_cell(9), _cell(9), "dans votre quartier"),
        (_cell(9), _cell(9, 48.4590), "à environ 500\xa0m"),
        (_cell(9), _cell(9, 48.4677), "à environ 1,5\xa0km"),
        (_cell(9), _cell(8, 48.4722), "à environ 2\xa0km"),
        (_cell(9), _cell(7, 48.50), "à environ 6\xa0km"),
        (_cell(6), _cell(6), "dans vos environs"),
        (_cell(9), _cell(9, 48.85), "à environ 45\xa0km"),
    ],
)
def test_a_distance_is_said_in_words_no_finer_than_the_cells(ours, theirs, words):
    with translation.override("fr"):
        assert cells.distance_words(ours, theirs) == words


france = st.tuples(st.floats(42.5, 50.5), st.floats(-4, 7), st.integers(5, 9))


@given(france, france)
def test_distances_are_the_same_both_ways(one, other):
    a, b = (h3.latlng_to_cell(*place) for place in (one, other))
    assert cells.distance_m(a, b) == cells.distance_m(b, a)
    assert cells.distance_words(a, b) == cells.distance_words(b, a)
