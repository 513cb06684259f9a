"""What time does to what the API keeps."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.api import limits


@app.periodic(cron="23 * * * *", periodic_id="api-forget-usage")
@app.task(queueing_lock="api-forget-usage", pass_context=False)
def forget_usage(timestamp: int) -> None:
    """Nothing of who asked is kept for more than two hours."""
    limits.forget()
