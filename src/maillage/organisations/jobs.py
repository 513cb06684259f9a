"""What structures ask of the night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.organisations import invitations


@app.periodic(cron="22 4 * * *")
@app.task(queueing_lock="organisations-invitations", pass_context=False)
def forget_invitations(timestamp: int) -> None:
    """An invitation is of no use after a week; the address it went to leaves the next night."""
    invitations.forget_old()
