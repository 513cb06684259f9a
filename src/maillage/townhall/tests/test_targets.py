"""Whom a town reaches: exact to the public cell, the whole town by its quarters, nobody twice."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as some

from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells, contours, grounds
from maillage.territory.tests.factories import (
    DINAN,
    LANVALLAY,
    THOMERY,
    a_commune,
    a_quarter,
    communes_of_union,
    some_communes,
)
from maillage.townhall import actions, areas, targets
from maillage.townhall.areas import BadArea
from maillage.townhall.models import Interest
from maillage.townhall.targets import Target
from maillage.townhall.tests.factories import a_town

pytestmark = pytest.mark.django_db


def geojson(*points: tuple[float, float]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [[*points, points[0]]]})


def a_square(commune, side: float = 0.004, east: float = 0.0) -> str:
    lon, lat = commune.lon + east, commune.lat
    return geojson(
        (lon - side, lat - side), (lon + side, lat - side), (lon + side, lat + side), (lon - side, lat + side)
    )


def someone_in_each_cell(commune) -> list[Resident]:
    return [a_resident("Voisin", commune, cell=cell) for cell in cells.public_cells(commune)]


def test_the_whole_town_is_everyone_who_lives_there_and_nobody_else():
    dinan, lanvallay = some_communes(DINAN, LANVALLAY)
    town, inside = a_town(dinan), a_resident("Dedans", dinan)
    a_resident("Dehors", lanvallay)
    a_resident("Partie", dinan, suspended_at="2026-01-01T00:00:00Z")
    a_resident("Sans domicile", settled=False)
    assert list(targets.residents(town, Target())) == [inside]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owners=some.lists(some.integers(0, 3), min_size=12, max_size=12))
def test_the_quarters_and_the_rest_are_the_whole_town_and_nobody_is_in_two(owners):
    Resident.objects.all().delete()
    commune = a_commune(DINAN)
    commune.quarters.all().delete()
    town = getattr(commune, "town", None) or a_town(commune)
    quarters = [None, *(a_quarter(commune, f"Quartier {number}") for number in range(3))]
    for number, owner in enumerate(owners):
        a_resident(f"Voisin {number}", commune, quarter=quarters[owner])
    parts = [Target(frozenset({quarter.pk})) for quarter in quarters[1:]] + [Target(beyond_quarters=True)]
    reached = [resident.pk for part in parts for resident in targets.residents(town, part)]
    assert len(reached) == len(set(reached)) == 12
    assert set(reached) == set(targets.residents(town, Target()).values_list("pk", flat=True))
    all_of_them = Target(frozenset(quarter.pk for quarter in quarters[1:]), beyond_quarters=True)
    assert targets.residents(town, all_of_them).count() == 12


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(east=some.floats(-0.01, 0.01), side=some.floats(0.001, 0.006), x=some.floats(0, 1), y=some.floats(0, 1))
def test_wherever_one_lives_in_the_area_ones_cell_is_reached(east, side, x, y):
    commune = a_commune(DINAN)
    town = getattr(commune, "town", None) or a_town(commune)
    try:
        area = areas.read(a_square(commune, side, east), town)
    except BadArea:  # it leaves the commune
        reject()
    west, south, far_east, north = area.bounds
    point = shapely.Point(west + x * (far_east - west), south + y * (north - south))
    if shapely.covers(area, point):
        assert cells.public_cell(commune, point.y, point.x) in areas.cells_of(area, town)


def test_an_area_reaches_no_cell_that_it_does_not_touch():
    commune = a_commune(DINAN)
    town = a_town(commune)
    area = areas.read(a_square(commune), town)
    reached = areas.cells_of(area, town)
    everyone = someone_in_each_cell(commune)
    found = set(targets.residents(town, Target(area_cells=tuple(reached))))
    assert found == {person for person in everyone if person.cell in reached}
    assert 0 < len(found) < len(everyone)
    outline = contours.shape(commune)
    for cell in reached:
        polygon = grounds.polygon(cell)
        if shapely.covers(outline, polygon):
            assert shapely.intersects(polygon, area)


def test_interests_narrow_a_place_and_never_widen_it():
    dinan, thomery = some_communes(DINAN, THOMERY)
    town = a_town(dinan)
    cyclist, other, far = a_resident("Cycliste", dinan), a_resident("Autre", dinan), a_resident("Loin", thomery)
    for each in (cyclist, far):
        actions.declare_interests(each, [Interest.CYCLISTS, Interest.PARENTS])
    actions.declare_interests(other, [Interest.GARDENERS])
    target = Target(interests=frozenset({Interest.CYCLISTS}))
    assert list(targets.residents(town, target)) == [cyclist]
    assert targets.reaches(target, town, cyclist, {"cyclists"})
    assert not targets.reaches(target, town, other, {"gardeners"})
    assert not targets.reaches(target, town, far, {"cyclists"})


def test_a_union_reaches_its_members_but_those_that_opted_out():
    communes = communes_of_union()
    town = a_town(communes[0].union)
    people = [a_resident(commune.name, commune) for commune in communes[:3]]
    a_resident("Loin", a_commune(THOMERY))
    assert set(targets.residents(town, Target())) == set(people)
    assert set(targets.residents(town, Target(), but=[communes[0].pk])) == set(people[1:])


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("", "ne se lit pas"),
        ("{}", "ne se lit pas"),
        ('{"type": "Point", "coordinates": [-2.04, 48.45]}', "ne se lit pas"),
        ("[" * 5000, "ne se lit pas"),
        ('{"type": "Polygon", "coordinates": []}', "vide"),
        (geojson((-2.05, 48.45), (-2.03, 48.46), (-2.03, 48.45), (-2.05, 48.46)), "se croise"),
        (geojson((-2.05, 48.45), (-2.04, 48.45), (-2.03, 48.45)), "trois points"),
        (geojson((2.7, 48.4), (2.71, 48.4), (2.71, 48.41)), "hors de votre territoire"),
        (geojson((-2.3, 48.3), (-1.8, 48.3), (-1.8, 48.6), (-2.3, 48.6)), "sort de votre territoire"),
        (geojson((-2.05, 95.0), (-2.04, 95.0), (-2.03, 96.0)), "hors de la Terre"),
        (geojson(*[(-2.05 + number / 1e6, 48.45) for number in range(600)]), "trop de points"),
    ],
)
def test_a_drawing_that_is_no_area_is_refused_in_words(drawn, said):
    with pytest.raises(BadArea, match=said):
        areas.read(drawn, a_town())


def test_somebody_who_declares_something_else_declares_it_alone():
    resident = a_resident()
    actions.declare_interests(resident, ["parents", "sport"])
    actions.declare_interests(resident, ["sport", "culture"])
    assert set(resident.interests.values_list("interest", flat=True)) == {"sport", "culture"}
