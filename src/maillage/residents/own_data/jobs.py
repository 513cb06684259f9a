"""Putting a person's data together, and forgetting it."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from maillage.residents.own_data import actions


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def make(*, export_id: str) -> None:
    """Idempotent: what is ready is not made again."""
    actions.make(export_id)


@app.periodic(cron="21 * * * *")
@app.task(queueing_lock="own-data-forget", pass_context=False)
def forget_exports(timestamp: int) -> None:
    """Exports leave after a week. Idempotent."""
    actions.forget_old()
