"""What time does to conversations."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.conversations import actions


@app.periodic(cron="7 5 * * *")
@app.task(queueing_lock="conversations-forget", pass_context=False)
def forget_abandoned(timestamp: int) -> None:
    """Conversations that everybody left are of use to nobody. Idempotent."""
    actions.forget_abandoned()
