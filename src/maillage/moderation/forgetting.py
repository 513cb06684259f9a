"""What leaves, and when: reports after a year; decisions a year after they were taken, once they act on nothing."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.moderation.models import Appeal, Case, Decision, Exhibit, Report
from maillage.platform import clock, media

# A decision, then the six months in which it may be contested (article 20 of the DSA), and those it takes to answer.
KEPT = timedelta(days=365)


def forget_old() -> int:
    """Delete what is to leave, with its photos; how many cases and reports. Idempotent."""
    old = Report.objects.filter(created_at__lt=clock.now() - KEPT)
    return _forget(old) + _forget_cases()


def _forget_cases() -> int:
    """A case goes with its decisions: a year after the last, unless one still holds somebody to something."""
    since = clock.now() - KEPT
    lasting = Decision.objects.filter(case=OuterRef("pk"), state="in_force").filter(
        Q(measure="suspend") | Q(ends_at__gt=clock.now()) | Q(decided_at__gte=since)
    )
    recent = Decision.objects.filter(case=OuterRef("pk"), decided_at__gte=since)
    disputed = Appeal.objects.filter(decision__case=OuterRef("pk"), state="waiting")
    bare = ~Exists(Report.objects.filter(case=OuterRef("pk")))
    over = Case.objects.filter(bare, ~Exists(lasting), ~Exists(recent), ~Exists(disputed), opened_at__lt=since)
    return sum(_leave(case) for case in over)


def _forget(reports: QuerySet[Report]) -> int:
    return sum(_leave(report) for report in reports)


@transaction.atomic
def _leave(row: Report | Case) -> int:
    within = {"report": row} if isinstance(row, Report) else {"report__case": row}
    photos = [exhibit.photo for exhibit in Exhibit.objects.filter(**within).select_related("photo")]
    if isinstance(row, Case):
        photos += [each.photo for each in row.decisions.select_related("photo") if each.photo]
    row.delete()
    for photo in photos:
        media.forget(photo)
    return 1
