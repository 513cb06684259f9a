"""France, loaded."""

from __future__ import annotations

import pytest
import shapely
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.territory import loading
from maillage.territory.models import Address, Commune, Contour, Quarter, TownHall, Union
from maillage.territory.tests.factories import DINAN, THOMERY, a_commune


@pytest.fixture(scope="module")
def france() -> loading.Facts:
    return loading.read()


@pytest.mark.django_db
def test_france_loads_once_and_newer_data_replaces_it(france):
    said: list[str] = []
    assert not loading.is_loaded()
    loading.load(said.append)
    assert (Commune.objects.count(), Contour.objects.count(), TownHall.objects.count()) == (34_969, 34_868, 34_875)
    assert (Union.objects.count() > 1200, Address.objects.count() > 75, len(said) >= 3) == (True, True, True)
    dinan = Commune.objects.select_related("union", "town_hall").get(pk=DINAN)
    assert (dinan.union.name, dinan.population, dinan.postcodes, dinan.public_resolution) == (
        "CA Dinan Agglomération", 14_764, ["22100"], 9,
    )  # fmt: skip
    assert dinan.town_hall.opening_hours == "Mo-Fr 08:00-12:00,13:30-17:30, Sa 09:00-12:00"

    assert loading.is_loaded()
    assert loading.load() == loading.Outcome(0)

    Commune.objects.filter(pk=DINAN).update(population=1)
    Commune.objects.create(pk="99001", name="Gone", search_name="gone")
    used = Commune.objects.create(pk="99002", name="Used", search_name="used")
    Quarter.objects.create(commune=used, name="Here", wkb=shapely.to_wkb(shapely.box(0, 0, 1, 1)))
    # One row only was written: the data loaded a second time changes nothing else.
    assert loading.load(again=True) == loading.Outcome(1, kept=("99002",))
    asked = ProcrastinateJob.objects.filter(task_name="maillage.residents.jobs.stand_again")
    assert asked.count() == 2  # once a load that wrote: public cells follow
    assert Commune.objects.get(pk=DINAN).population == 14_764
    assert not Commune.objects.filter(pk="99001").exists()


def test_every_contour_is_valid_and_holds_its_point(france):
    shapes = {row[0]: shapely.from_wkb(row[1]) for row in france.contours}
    assert shapely.is_valid(list(shapes.values())).all()
    placed = {row[0]: (row[10], row[11]) for row in france.communes if row[0] in shapes}
    assert [insee for insee, (lat, lon) in placed.items() if not shapes[insee].contains(shapely.Point(lon, lat))] == []


def test_every_placed_commune_has_a_resolution(france):
    assert {row[13] for row in france.communes if row[10] is not None} == {5, 6, 7, 8, 9}


@pytest.mark.django_db
def test_a_test_gets_one_commune_quickly():
    assert (a_commune(THOMERY).name, a_commune(THOMERY).town_hall.name) == ("Thomery", "Thomery")
    assert Commune.objects.count() == 1
