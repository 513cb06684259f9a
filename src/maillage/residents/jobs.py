"""What residents ask of the night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.platform import clock
from maillage.residents import actions, codes, dormancy, queries
from maillage.residents.models import Resident, Session
from maillage.territory import horizons


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="residents-horizons", pass_context=False)
def recompute_horizons(timestamp: int) -> None:
    """Count the active residents of each cell, and let every horizon widen or narrow. Idempotent."""
    horizons.recompute(queries.active_by_cell())


@app.task
def stand_again() -> None:
    """After newer facts about places, bring every public cell to what they say, then the horizons. Idempotent.

    One transaction a resident: a run cut short is taken up where it stopped, and a second run changes nothing.
    """
    for resident in Resident.objects.settled().order_by("pk").iterator():
        actions.stand_again(resident)
    horizons.recompute(queries.active_by_cell())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="residents-codes", pass_context=False)
def forget_codes(timestamp: int) -> None:
    """Codes are of no use after a quarter of an hour; their addresses leave after a day."""
    codes.forget_old()


@app.periodic(cron="17 4 * * *")
@app.task(queueing_lock="residents-sessions", pass_context=False)
def forget_sessions(timestamp: int) -> None:
    """Sessions that nobody used for 60 days open nothing any more; they leave the next night."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()


@app.periodic(cron="27 4 * * *")
@app.task(queueing_lock="residents-dormancy", pass_context=False)
def tend_dormant(timestamp: int) -> None:
    """Accounts that nobody uses are warned twice, then erased."""
    dormancy.tend()
