"""What time does to notices."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.notices import forgetting


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="notices-forget", pass_context=False)
def forget_in_time(timestamp: int) -> None:
    """Forget, every night, what was seen a season ago. Idempotent."""
    forgetting.forget()
