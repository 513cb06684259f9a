"""Finding communes, and drawing them."""

from __future__ import annotations

import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory import communes, contours
from maillage.territory.cells import public_cells
from maillage.territory.spelling import fold
from maillage.territory.tests.factories import CHAMPAGNE, DINAN, LANVALLAY, TADEN, THOMERY, a_commune, some_communes

SAINT_MALO, DINARD, PARIS, AJACCIO = "35288", "35093", "75056", "2A004"


@pytest.fixture
def known(db):
    return some_communes(DINAN, LANVALLAY, TADEN, THOMERY, CHAMPAGNE, SAINT_MALO, DINARD, PARIS, AJACCIO)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Dinan", ["Dinan"]),
        ("dina", ["Dinan", "Dinard"]),
        ("DINNAN", ["Dinan"]),
        ("tomery", ["Thomery"]),
        ("st malo", ["Saint-Malo"]),
        ("champagne-sur-seine", ["Champagne-sur-Seine"]),
        ("seine", ["Champagne-sur-Seine"]),
        ("22100", ["Dinan", "Lanvallay", "Taden"]),
        ("22100 taden", ["Taden"]),
        ("22050", ["Dinan"]),
        ("205", []),
        ("200", ["Ajaccio"]),
        ("2a004", ["Ajaccio"]),
        ("77", ["Champagne-sur-Seine", "Thomery"]),
        ("Paris 15e", ["Paris"]),
        ("", []),
        ("%", []),
        ("zzzz", []),
    ],
)
def test_a_commune_is_found_as_people_type_it(known, typed, names):
    assert [commune.name for commune in communes.search(typed)] == names


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("12 rue de la République Thomery", ["Thomery"]),
        ("12, rue de la République, 77810 thomery", ["Thomery"]),
        ("rue des Lilas 77430 Champagne sur Seine", ["Champagne-sur-Seine"]),
        ("3 rue de Dinan, st-malo", ["Saint-Malo"]),
        ("rue du port 22100", ["Dinan", "Lanvallay", "Taden"]),
        ("rue du port, 22100 Taden", ["Taden"]),
        ("rue de Dinan 77810", ["Thomery"]),
        ("Dinan rue du port", []),
        ("", []),
    ],
)
def test_an_address_ends_with_its_commune(known, typed, names):
    assert [commune.name for commune in communes.ending(typed)] == names


def test_a_search_gives_no_more_than_asked(known):
    assert len(communes.search("22100", 2)) == 2


def test_a_search_takes_at_most_two_queries(known, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        [commune.union for commune in communes.search("tomerie")]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("L’Haÿ-les-Roses", "l'hay les roses"), ("Œuilly", "oeuilly"), ("Bd St-Jean", "boulevard saint jean")],
)
def test_two_spellings_fold_to_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [(48.454276, -2.047325, "Dinan"), (48.4095, 2.78523, "Thomery"), (48.65, -2.0257, "Saint-Malo"), (47, -20, None)],
)
def test_a_point_is_in_its_commune(known, lat, lon, name):
    found = communes.containing(lat, lon)
    assert (found.name if found else None) == name


def test_a_point_just_off_the_shore_still_is_somewhere(known):
    dinard = next(commune for commune in known if commune.pk == DINARD)
    north = max(shapely.get_coordinates(contours.shape(dinard)).tolist(), key=lambda corner: corner[1])
    assert communes.containing(north[1] + 0.001, north[0]) == dinard
    assert communes.containing(north[1] + 0.01, north[0]) is None


def test_nearby_communes_touch(known):
    assert [commune.name for commune in communes.nearby(a_commune(DINAN))] == ["Lanvallay", "Taden"]


def test_a_commune_without_contour_has_no_neighbour_and_no_drawing(db):
    commune = a_commune("98714")
    assert (communes.nearby(commune), contours.svg_path(commune), contours.drawing(commune)) == ([], "", None)


def test_a_drawing_stays_in_its_box(known):
    drawing = contours.drawing(a_commune(DINAN))
    left, top, width, height = map(int, drawing.view_box.split())
    numbers = list(map(int, re.findall(r"-?\d+", drawing.outline)))
    assert all(left <= x <= left + width for x in numbers[::2])
    assert all(top <= y <= top + height for y in numbers[1::2])
    assert re.fullmatch(r"(M-?\d+ -?\d+(L-?\d+ -?\d+)+Z)+", drawing.outline)


def test_a_drawing_puts_north_up_and_cells_inside(known):
    commune = a_commune(DINAN)
    drawing = contours.drawing(commune)
    assert drawing.point(48.46, -2.05)[1] < drawing.point(48.44, -2.05)[1]
    assert drawing.cell(public_cells(commune)[0]).count("L") == 5
    assert drawing.surroundings.startswith("M")
