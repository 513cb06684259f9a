"""What time does to notices."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.notices import delivering, forgetting, writing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="notices-deliver", pass_context=False)
def deliver(timestamp: int) -> None:
    """Every minute: the letters that are due, then what leaves at once. Idempotent, and cut short at any point."""
    writing.write_due()
    delivering.deliver_due()


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="notices-forget", pass_context=False)
def forget_in_time(timestamp: int) -> None:
    """Forget, every night, what was seen a season ago. Idempotent."""
    forgetting.forget()
