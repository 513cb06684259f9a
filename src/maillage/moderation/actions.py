"""Saying that something is wrong: each report joins the case of its thing, or opens one."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from maillage.moderation import subjects, telling, worries
from maillage.moderation.models import Case, Exhibit, Reason, Report, Severity
from maillage.moderation.subjects import Subject
from maillage.platform import clock, media
from maillage.residents import linked
from maillage.residents.models import Resident

# Read aloud on the telephone: no letter that sounds or looks like another.
ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
LONGEST_EXCERPT = 4000
# A decision, then the six months in which it may be contested (article 20 of the DSA), and those it takes to answer.
KEPT = timedelta(days=365)
# What a reason weighs by itself; words and numbers add to it.
WEIGHTS = {
    Reason.DANGER: Severity.URGENT,
    Reason.SPAM: Severity.ORDINARY,
    Reason.OTHER: Severity.ORDINARY,
}
# So many people who do not know of each other are rarely all wrong.
MANY = 3


@transaction.atomic
def report(
    reporter: Resident | None,
    kind: str,
    subject_id: UUID,
    subject: Subject,
    reason: str,
    explanation: str = "",
    *,
    contact: str = "",
) -> Report:
    """Keep what was reported as it is now, its photos too, for those who handle it.

    Reporting the same thing again answers the first report, until it is decided: its receipt stands.
    """
    case = waiting_case(kind, subject_id, subject)
    if reporter is not None and (known := _known(reporter, case)):
        return known
    try:
        with transaction.atomic():
            made = add(case, subject, reason, reporter=reporter, explanation=explanation, contact=contact)
    except IntegrityError:
        known = _known(reporter, case) if reporter else None
        if known is None:
            raise
        return known
    weigh(case)
    telling.handlers(case)
    return made


def waiting_case(kind: str, subject_id: UUID, subject: Subject) -> Case:
    """The case of this thing that waits, locked, or a new one: there is one at most."""
    waiting = Case.objects.select_for_update().filter(subject_kind=kind, subject_id=subject_id, state="waiting")
    found = waiting.first()
    if found is not None:
        return found
    author, known = subject.author, subjects.named(kind)
    try:
        with transaction.atomic():
            return Case.objects.create(
                subject_kind=kind,
                subject_id=subject_id,
                subject_title=subject.title[:120],
                author=author,
                concerned=list(subject.concerned),
                commune=subject.commune or (author.commune if author else None),
                quarter=author.quarter if author else None,
                is_private=bool(known and known.is_private),
                opened_at=clock.now(),
            )
    except IntegrityError:
        return waiting.get()


def add(
    case: Case,
    subject: Subject,
    reason: str,
    *,
    origin: str = Report.Origin.PERSON,
    reporter: Resident | None = None,
    explanation: str = "",
    contact: str = "",
) -> Report:
    """Put a report in a case, with copies of the photos of its thing."""
    made = Report.objects.create(
        case=case,
        origin=origin,
        reference=_reference(),
        excerpt=subject.excerpt[:LONGEST_EXCERPT],
        reporter=reporter,
        contact=contact,
        reason=reason,
        explanation=explanation,
        created_at=clock.now(),
    )
    copies = [media.copy(photo) for photo in subject.photos]
    Exhibit.objects.bulk_create(Exhibit(report=made, photo=copy) for copy in copies if copy is not None)
    return made


def weigh(case: Case) -> None:
    """Say how grave a case is, and what it resembles, from all that was reported of it. Never less than before."""
    reports = list(case.reports.all())
    grave = max((WEIGHTS.get(Reason(each.reason), Severity.SERIOUS) for each in reports), default=Severity.ORDINARY)
    worrying = max((worry.severity for each in reports for worry in worries.found(each.excerpt)), default=0)
    people = sum(each.origin == Report.Origin.PERSON for each in reports)
    severity = max(grave, worrying) + (people >= MANY)
    case.severity = max(case.severity, min(severity, Severity.URGENT))
    kind = subjects.named(case.subject_kind)
    counted = kind.alike(case.subject_id) if kind and kind.alike else {}
    if case.author:
        counted = counted | {"address": linked.same_mailbox(case.author)}
    case.alike = {name: count for name, count in counted.items() if count}
    case.save(update_fields=["severity", "alike"])


def _known(reporter: Resident, case: Case) -> Report | None:
    return Report.objects.filter(reporter=reporter, case=case).first()


def _reference() -> str:
    """ "7KQ2-M4PX": drawn at random, so that it tells nothing of how many reports there are."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
