"""What time does to listings. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.listings import actions, freshness, habits, widening


@app.periodic(cron="*/10 * * * *", periodic_id="listings-expire")
@app.task(queueing_lock="listings-expire", pass_context=False)
def expire(timestamp: int) -> None:
    """Listings past their end leave the lists."""
    actions.expire_due()


@app.periodic(cron="20 9,17 * * *")
@app.task(queueing_lock="listings-ask", pass_context=False)
def ask(timestamp: int) -> None:
    """By day, ask the authors of offers that end soon whether they are still there."""
    freshness.ask_due()


@app.periodic(cron="40 * * * *")
@app.task(queueing_lock="listings-widen", pass_context=False)
def widen(timestamp: int) -> None:
    """Requests without answers go one step further, then to the hosts."""
    widening.widen_due()


@app.periodic(cron="7 4 * * *")
@app.task(queueing_lock="listings-habits", pass_context=False)
def count_habits(timestamp: int) -> None:
    """How people answer, counted anew."""
    habits.count()
