"""What time does to moderation. Each may run twice, or be killed half way, without harm."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from maillage.moderation import deciding, figures, forgetting, watching
from maillage.residents.models import Resident


@app.task(pass_context=False)
def queue(*, kind: str, subject_id: str, author_id: str) -> None:
    """Put what was published with worrying words before a moderator."""
    author = Resident.objects.filter(pk=author_id).first()
    if author is not None:
        watching.queue(kind, UUID(subject_id), author)


@app.periodic(cron="*/10 * * * *", periodic_id="moderation-end")
@app.task(queueing_lock="moderation-end", pass_context=False)
def end_decisions(timestamp: int) -> None:
    """Limits and suspensions end at their time, and what was not mended in time is read again."""
    deciding.end_due()


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="moderation-forget", pass_context=False)
def forget_reports(timestamp: int) -> None:
    """Count the year, then let go of what nobody can contest any more: in this order, so that each year is whole."""
    figures.count()
    forgetting.forget_old()
