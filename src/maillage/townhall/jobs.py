"""What the office of towns asks of the night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.townhall import acts, invitations


@app.periodic(cron="26 4 * * *")
@app.task(queueing_lock="townhall-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Invitations past their week, lines of the journal past their years."""
    invitations.forget_old()
    acts.forget_old()
