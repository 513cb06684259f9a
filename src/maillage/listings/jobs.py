"""What time does to listings. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.listings import actions


@app.periodic(cron="*/10 * * * *", periodic_id="listings-expire")
@app.task(queueing_lock="listings-expire", pass_context=False)
def expire(timestamp: int) -> None:
    """Listings past their end leave the lists."""
    actions.expire_due()


@app.periodic(cron="5 * * * *", periodic_id="listings-follow-homes")
@app.task(queueing_lock="listings-follow-homes", pass_context=False)
def follow_homes(timestamp: int) -> None:
    """Listings follow their author's home within the hour of a move."""
    actions.follow_homes()
