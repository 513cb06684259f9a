"""What time does to exchanges that ended. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.reviews import exchanges, tending


@app.periodic(cron="*/10 * * * *", periodic_id="reviews-tend")
@app.task(queueing_lock="reviews-tend", pass_context=False)
def tend(timestamp: int) -> None:
    """What ended is recorded, both people are asked, then reminded, then told what can be read; sums are weighed."""
    exchanges.collect()
    tending.ask_due()
    tending.remind_due()
    tending.tell_revealed_due()
    tending.weigh_due()


@app.periodic(cron="41 4 * * *", periodic_id="reviews-forget")
@app.task(queueing_lock="reviews-forget", pass_context=False)
def forget_exchanges(timestamp: int) -> None:
    """What was said and paid long ago leaves."""
    tending.forget_old()
