"""Looking at what is published, for scams alone: it is published all the same, and a person reads it soon after.

What is said to somebody (messages, and the words of a booking, a claim, a swap, an agreement) is never looked at for
moderators: they read it when one of those it was said to reports it (TRUST.md 4). See `warnings`.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from maillage.moderation import actions, subjects, telling, worries
from maillage.moderation.models import Case, Decision, Report
from maillage.platform.queue import enqueue
from maillage.residents import introductions
from maillage.residents.models import Resident


def look(kind: str, subject_id: UUID, author: Resident, text: str) -> bool:
    """To be called in the transaction that publishes a text: whether it will be read by a moderator.

    Nothing is locked here, and nothing slows the author down: a job opens the case.
    """
    from maillage.moderation.jobs import queue

    if not worries.queueing(text):
        return False
    enqueue(queue, kind=kind, subject_id=str(subject_id), author_id=str(author.pk))
    return True


def look_at_profile(resident: Resident) -> bool:
    """The same, for what somebody says of themselves."""
    return look("resident", resident.pk, resident, introductions.words_of(resident))


@transaction.atomic
def queue(kind: str, subject_id: UUID, author: Resident) -> Case | None:
    """Put a published thing in the queue, on the site's own motion, if it still holds what worried. Idempotent.

    What a person has read and left as it is does not come back until its words change.
    """
    subject = subjects.again(kind, author, subject_id)
    if subject is None or not (worried := worries.queueing(subject.excerpt)):
        return None
    excerpt = subject.excerpt[: actions.LONGEST_EXCERPT]
    seen = Report.objects.filter(case__subject_kind=kind, case__subject_id=subject_id, excerpt=excerpt)
    left = Decision.objects.filter(case__reports__in=seen, measure="nothing", state="in_force")
    if left.exists() or seen.filter(case__state="waiting", origin=Report.Origin.MACHINE).exists():
        return None
    case = actions.waiting_case(kind, subject_id, subject)
    actions.add(case, subject, worried[0].reason, origin=Report.Origin.MACHINE)
    actions.weigh(case)
    telling.handlers(case)
    return case
