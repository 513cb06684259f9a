"""What the night does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.platform import clock
from maillage.residents import codes, jobs
from maillage.residents.models import MailedCode
from maillage.residents.tests.factories import a_resident
from maillage.territory.models import CellHorizon

pytestmark = pytest.mark.django_db


def test_every_cell_with_residents_gets_its_horizon_and_running_twice_changes_nothing() -> None:
    home = a_resident()
    assert home.cell is not None
    a_resident(commune="77463")
    jobs.recompute_horizons(0)
    first = list(CellHorizon.objects.order_by("cell").values("cell", "step", "active_neighbours"))
    jobs.recompute_horizons(0)
    assert list(CellHorizon.objects.order_by("cell").values("cell", "step", "active_neighbours")) == first
    assert {row["cell"]: row["active_neighbours"] for row in first}[home.cell] == 1


def test_codes_of_before_yesterday_are_forgotten_and_the_others_not() -> None:
    start = clock.now()
    codes.send("hier@exemple.fr", MailedCode.Purpose.ENTER)
    with clock.at(start + timedelta(hours=25)):
        codes.send("maintenant@exemple.fr", MailedCode.Purpose.ENTER)
        jobs.forget_codes(0)
    assert [code.email for code in MailedCode.objects.all()] == ["maintenant@exemple.fr"]
