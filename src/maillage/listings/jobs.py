"""What time does to listings. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.listings import actions


@app.periodic(cron="*/10 * * * *", periodic_id="listings-expire")
@app.task(queueing_lock="listings-expire", pass_context=False)
def expire(timestamp: int) -> None:
    """Listings past their end leave the lists."""
    actions.expire_due()
