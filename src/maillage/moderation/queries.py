"""What moderators see: what was reported in their communes, and never who reported it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maillage.moderation.models import Report
from maillage.residents.models import Resident

CASES_A_PAGE = 30


@dataclass(frozen=True)
class Case:
    """A report without its reporter."""

    id: UUID
    reference: str
    reason: str
    explanation: str
    excerpt: str
    has_photo: bool
    author: str
    commune: str
    reported_at: datetime


def cases(moderator: Resident, *, before: UUID | None = None) -> tuple[list[Case], UUID | None]:
    """The newest reports of the moderator's communes, except those about themselves, and the next cursor. One query."""
    reports = Report.objects.handled_by(moderator)
    if before is not None:
        reports = reports.filter(pk__lt=before)
    found = list(reports.select_related("author", "commune").defer("reporter").order_by("-pk")[: CASES_A_PAGE + 1])
    shown = found[:CASES_A_PAGE]
    return [_case(report) for report in shown], shown[-1].pk if len(found) > CASES_A_PAGE else None


def _case(report: Report) -> Case:
    return Case(
        id=report.pk,
        reference=report.reference,
        reason=report.get_reason_display(),
        explanation=report.explanation,
        excerpt=report.excerpt,
        has_photo=report.photo_id is not None,
        author=str(report.author) if report.author else "",
        commune=str(report.commune) if report.commune else "",
        reported_at=report.created_at,
    )
