from __future__ import annotations

import re
from typing import Any

import pytest

from maillage.feed.tests.factories import cell_of
from maillage.listings import maps
from maillage.listings.tests.factories import a_listing
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.tests.factories import DINAN, TADEN, THOMERY

pytestmark = pytest.mark.django_db


def corners(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", points)]


@pytest.mark.parametrize("insee", [DINAN, TADEN, THOMERY])
def test_a_zone_holds_at_least_fifty_households(insee: str):
    author = a_resident(commune=insee)
    assert author.commune is not None
    assert maps.households(author.commune, cell_of(author)) >= 50


@pytest.mark.parametrize("insee", [DINAN, TADEN, THOMERY])
def test_a_map_marks_the_public_cell_and_nothing_finer(insee: str):
    listing = a_listing(a_resident(commune=insee))
    drawn = maps.of_listing(listing)
    assert [hexagon.is_marked for hexagon in drawn.hexagons].count(True) == 1
    assert drawn.hexagons[-1].is_marked
    assert len(drawn.hexagons) > 1
    assert drawn.points == ()


@pytest.mark.parametrize("insee", [DINAN, TADEN, THOMERY])
def test_a_map_stays_in_its_frame(insee: str):
    drawn = maps.of_listing(a_listing(a_resident(commune=insee)))
    for hexagon in drawn.hexagons:
        for x, y in corners(hexagon.points):
            assert 0 <= x <= drawn.width
            assert 0 <= y <= drawn.height


def test_a_public_place_is_a_point_and_no_zone():
    at: dict[str, Any] = {"place_name": "Mairie", "place_lat": 48.4555, "place_lon": -2.0486}
    listing = a_listing(point_cell=cells.finest_cell(48.4555, -2.0486), **at)
    drawn = maps.of_listing(listing)
    assert not any(hexagon.is_marked for hexagon in drawn.hexagons)
    (point,) = drawn.points
    assert point.label == "Mairie"
    assert 0 <= point.x <= drawn.width
    assert 0 <= point.y <= drawn.height


def test_the_map_of_a_page_counts_what_each_zone_holds():
    author = a_resident()
    drawn = maps.of_page([a_listing(author), a_listing(author), a_listing(a_resident(commune=TADEN))])
    assert drawn is not None
    assert sorted(hexagon.label for hexagon in drawn.hexagons) == ["1 annonce", "2 annonces"]


def test_the_map_of_an_empty_page_is_none():
    assert maps.of_page([]) is None
