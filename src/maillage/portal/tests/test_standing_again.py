"""Newer facts about places: everything derived from a home's cell follows."""

from __future__ import annotations

import h3.api.basic_int as h3
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.feed.models import Entry
from maillage.listings import actions as listings
from maillage.listings.actions import Content
from maillage.listings.models import Listing, Mode
from maillage.residents import actions, jobs
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells, changes
from maillage.territory.models import CellHorizon, Commune
from maillage.territory.places import Place
from maillage.territory.tests.factories import a_commune, a_quarter

pytestmark = pytest.mark.django_db


@pytest.fixture
def maelle() -> Resident:
    """Somebody of Dinan with a listing online and one that is done, both reaching further than usual."""
    home = a_commune()
    assert home.lat is not None
    assert home.lon is not None
    resident = a_resident("Maëlle", settled=False)
    actions.settle(resident, Place(label="Chez moi", kind="point", lat=home.lat, lon=home.lon, commune=home))
    resident.refresh_from_db()
    content = Content(mode=Mode.LOAN, category="drills", title="Perceuse", reach_step=5)
    listings.offer(resident, content)
    listings.mark_done(resident, listings.offer(resident, content))
    jobs.stand_again()
    return resident


def empty_out(commune: str = "22050") -> None:
    """A census finds few people there: their cells must be larger to hide them."""
    Commune.objects.filter(pk=commune).update(population=900)


def test_a_census_changes_the_cell_of_residents_listings_entries_and_horizons(maelle: Resident) -> None:
    former = maelle.cell
    empty_out()
    jobs.stand_again()
    maelle.refresh_from_db()
    assert maelle.cell is not None
    assert maelle.cell != former
    assert maelle.cell == cells.public_cell(Commune.objects.get(pk="22050"), maelle.residence.lat, maelle.residence.lon)
    assert h3.get_resolution(maelle.cell) == 7
    point = cells.point_cells(maelle.cell)
    for row in [maelle, *Listing.objects.all(), *Entry.objects.all()]:
        assert (row.cell_8, row.cell_7, row.cell_6, row.cell_5) == point
    assert {listing.point_cell for listing in Listing.objects.all()} == {maelle.cell}
    assert Entry.objects.get().point_cell == maelle.cell
    assert list(CellHorizon.objects.values_list("cell", flat=True)) == [maelle.cell]


def test_the_reach_that_was_chosen_stays(maelle: Resident) -> None:
    empty_out()
    jobs.stand_again()
    assert set(Listing.objects.values_list("reach_step", flat=True)) == {5}
    assert Entry.objects.get().reach_step == 5


def test_the_vault_and_its_proof_do_not_change(maelle: Resident) -> None:
    maelle.residence.proof = "verified"
    maelle.residence.save()
    empty_out()
    jobs.stand_again()
    maelle.residence.refresh_from_db()
    assert (maelle.residence.label, maelle.residence.proof) == ("Chez moi", "verified")


def test_standing_again_twice_changes_nothing_more(maelle: Resident) -> None:
    empty_out()
    assert [actions.stand_again(maelle) for _ in range(2)] == [True, False]


def test_a_run_cut_short_is_taken_up_where_it_stopped(maelle: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    other = a_resident("Yann", settled=False)
    assert maelle.commune is not None
    actions.settle(
        other, Place("Chez lui", "point", maelle.residence.lat, maelle.residence.lon, commune=maelle.commune)
    )
    empty_out()
    done: list[Resident] = []
    stand_again = actions.stand_again

    def killed_at_the_second(resident: Resident) -> bool:
        if done:
            raise KeyboardInterrupt
        done.append(resident)
        return stand_again(resident)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "stand_again", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            jobs.stand_again()
    assert Resident.objects.values("cell").distinct().count() == 2
    jobs.stand_again()
    assert Resident.objects.values("cell").distinct().count() == 1


def test_who_is_not_in_the_vault_stays_as_they_are() -> None:
    resident = a_resident()
    empty_out()
    assert not actions.stand_again(resident)


def test_new_quarters_reach_those_who_live_there(maelle: Resident) -> None:
    quarter = a_quarter(a_commune())
    jobs.stand_again()
    maelle.refresh_from_db()
    assert maelle.quarter == quarter


def test_newer_facts_ask_for_it_once_they_are_certain() -> None:
    changes.follow()
    (job,) = ProcrastinateJob.objects.filter(status="todo")
    assert job.task_name == "maillage.residents.jobs.stand_again"
