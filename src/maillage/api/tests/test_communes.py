"""Official geography, as programs read it."""

from __future__ import annotations

import shapely

from maillage.api.tests.factories import follow, read
from maillage.platform import clock
from maillage.portal import crowd
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import DINAN, DINAN_UNION, LANVALLAY, TADEN, THOMERY, a_commune, some_communes


def names(page):
    return [each["name"] for each in page["items"]]


def test_communes_come_by_code_page_after_page():
    some_communes(THOMERY, TADEN, DINAN)
    first = read("communes", limit=2)
    second = follow(first["next"])
    assert [each["insee"] for each in first["items"] + second["items"]] == [DINAN, TADEN, THOMERY]
    assert second["next"] is None


def test_communes_are_found_by_postcode():
    some_communes(DINAN, THOMERY)
    assert names(read("communes", postcode="77810")) == ["Thomery"]


def test_communes_are_found_by_name_without_accents():
    some_communes(DINAN, THOMERY, LANVALLAY)
    assert names(read("communes", q="thomery"))[:1] == ["Thomery"]


def test_a_search_keeps_the_postcode_asked():
    some_communes(DINAN, THOMERY)
    assert names(read("communes", q="thomery", postcode="22100")) == []


def test_the_next_page_asks_the_same():
    some_communes(DINAN, THOMERY, TADEN)
    page = read("communes", postcode="22100", limit=1)
    assert names(page) == ["Dinan"]
    assert names(follow(page["next"])) == ["Taden"]


def test_a_commune_tells_its_union_its_town_hall_and_its_contour():
    a_commune(DINAN)
    commune = read(f"communes/{DINAN}")
    assert commune["union"]["siren"] == DINAN_UNION
    assert "Dinan" in commune["town_hall"]["address"]
    contour = shapely.from_geojson(str(commune["contour"]).replace("'", '"'))
    assert contour.contains(shapely.Point(commune["town_hall"]["point"]["coordinates"]))


def test_what_is_unknown_of_a_commune_is_null():
    commune = a_commune(DINAN)
    commune.contour.delete()
    commune.town_hall.delete()
    commune.union = None
    commune.save()
    found = read(f"communes/{DINAN}")
    assert (found["contour"], found["town_hall"], found["union"]) == (None, None, None)


def test_the_number_of_neighbours_is_the_one_of_the_public_page():
    home = a_commune(DINAN)
    for _ in range(12):
        a_resident(commune=home)
    assert read(f"communes/{DINAN}")["neighbours_over"] == crowd.of(home).at_least == 10


def test_one_more_neighbour_is_not_told():
    home = a_commune(DINAN)
    before = read(f"communes/{DINAN}")
    a_resident(commune=home)
    assert read(f"communes/{DINAN}") == before


def test_the_suspended_and_those_of_elsewhere_are_not_counted():
    home = a_commune(DINAN)
    for _ in range(crowd.FEW):
        a_resident(commune=home)
    a_resident(commune=THOMERY)
    a_resident(commune=home, suspended_at=clock.now())
    assert read(f"communes/{DINAN}")["neighbours_over"] is None


def test_each_page_costs_the_same_whatever_its_length(django_assert_num_queries):
    some_communes(DINAN, THOMERY, TADEN, LANVALLAY)
    for limit in (1, 4):
        with django_assert_num_queries(2):  # the allowance, the communes
            read("communes", limit=limit)


def test_a_commune_costs_five_queries(django_assert_num_queries):
    a_commune(DINAN)
    with django_assert_num_queries(5):  # the allowance, the commune, its contour, its town hall, its neighbours
        read(f"communes/{DINAN}")


def test_the_ladder_of_horizons_widens():
    steps = read("horizons")["items"]
    assert [each["step"] for each in steps] == list(range(len(steps)))
    assert sorted(each["radius_km"] for each in steps) == [each["radius_km"] for each in steps]
