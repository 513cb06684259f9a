from __future__ import annotations

import re
from typing import Any

import pytest

from maillage.feed.tests.factories import cell_of
from maillage.listings import maps
from maillage.listings.tests.factories import a_listing
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.tests.factories import DINAN, LANVALLAY, TADEN, THOMERY, some_communes

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


def test_the_map_of_a_page_draws_and_names_the_communes_behind(django_assert_num_queries):
    some_communes(DINAN, TADEN, LANVALLAY, THOMERY)
    listings = [a_listing(a_resident(commune=DINAN)), a_listing(a_resident(commune=TADEN))]
    with django_assert_num_queries(1):
        drawn = maps.of_page(listings)
    assert drawn is not None
    assert {each.commune.name for each in drawn.communes} == {"Dinan", "Taden", "Lanvallay"}
    assert {"Dinan", "Taden"} <= {each.commune.name for each in drawn.names}
    assert all(0 < each.x < drawn.width and 0 < each.y < drawn.height for each in drawn.names)
    assert drawn.beyond == ""


def test_one_far_listing_does_not_shrink_the_rest():
    near = [a_listing(a_resident(commune=DINAN)), a_listing(a_resident(commune=TADEN))]
    far = a_listing(a_resident(commune=THOMERY))
    alone, together = maps.of_page(near), maps.of_page([far, *near])
    assert alone is not None
    assert together is not None
    assert together.hexagons == alone.hexagons
    assert together.beyond == "1 annonce est plus loin."


def test_a_page_with_its_map_is_light(client, django_assert_max_num_queries):
    some_communes(DINAN, TADEN, LANVALLAY)
    for commune in (DINAN, TADEN) * 10:
        a_listing(a_resident(commune=commune), text="Un mot. " * 60)
    client.force_login(a_resident())
    with django_assert_max_num_queries(8):
        page = client.get("/annonces/", {"vue": "carte"}).content
    assert b"map-around" in page
    assert len(page) <= 100_000
