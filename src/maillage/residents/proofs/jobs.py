"""What time does to proofs."""

from __future__ import annotations

from procrastinate.contrib.django import app

from maillage.residents.proofs.actions import ending, papers


@app.periodic(cron="47 4 * * *")
@app.task(queueing_lock="proofs-end", pass_context=False)
def end_proofs(timestamp: int) -> None:
    """Remind of what ends in a month, end what has ended, forget what nobody can use or contest. Idempotent."""
    ending.remind()
    ending.end_due()
    ending.forget_old()


@app.periodic(cron="11 * * * *")
@app.task(queueing_lock="proofs-papers", pass_context=False)
def forget_papers(timestamp: int) -> None:
    """Documents that nobody decided upon are destroyed. Idempotent."""
    papers.forget_late()
