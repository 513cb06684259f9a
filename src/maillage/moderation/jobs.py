"""What time does to reports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.moderation import actions


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="moderation-forget", pass_context=False)
def forget_reports(timestamp: int) -> None:
    """Reports leave when nobody can contest what came of them any more. Idempotent."""
    actions.forget_old()
