"""What residents ask of the night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.residents import codes, queries
from maillage.territory import horizons


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="residents-horizons", pass_context=False)
def recompute_horizons(timestamp: int) -> None:
    """Count the active residents of each cell, and let every horizon widen or narrow. Idempotent."""
    horizons.recompute(queries.active_by_cell())


@app.periodic(cron="7 4 * * *")
@app.task(queueing_lock="residents-codes", pass_context=False)
def forget_codes(timestamp: int) -> None:
    """Codes are of no use after a quarter of an hour; their addresses leave the next night."""
    codes.forget_old()
