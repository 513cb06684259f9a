"""What time does to agreements. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.agreements import tending


@app.periodic(cron="26 * * * *", periodic_id="agreements-tend")
@app.task(queueing_lock="agreements-tend", pass_context=False)
def tend(timestamp: int) -> None:
    """What a mediator can no longer do goes to others; what nobody speaks of is closed."""
    tending.release_lost()
    tending.close_silent()


@app.periodic(cron="29 4 * * *", periodic_id="agreements-forget")
@app.task(queueing_lock="agreements-forget", pass_context=False)
def forget_agreements(timestamp: int) -> None:
    """What ended two years ago leaves, with its photos."""
    tending.forget_old()
