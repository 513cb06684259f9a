"""What time does to bookings. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.bookings import reminders, tending


@app.periodic(cron="*/10 * * * *", periodic_id="bookings-tend")
@app.task(queueing_lock="bookings-tend", pass_context=False)
def tend(timestamp: int) -> None:
    """Unanswered requests lapse, what people who part had not begun is cancelled, dates are recalled."""
    tending.lapse_due()
    tending.break_off_silenced()
    reminders.remind_due()


@app.periodic(cron="23 4 * * *", periodic_id="bookings-forget")
@app.task(queueing_lock="bookings-forget", pass_context=False)
def forget_bookings(timestamp: int) -> None:
    """What ended two years ago leaves."""
    tending.forget_old()
