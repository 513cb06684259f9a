"""Saying that something is wrong."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from maillage.moderation.models import Report
from maillage.platform import clock, media
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune

# Read aloud on the telephone: no letter that sounds or looks like another.
ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
LONGEST_EXCERPT = 4000
# A decision, then the six months in which it may be contested (article 20 of the DSA), and those it takes to answer.
KEPT = timedelta(days=365)


def report(
    reporter: Resident | None,
    subject_kind: str,
    subject_id: UUID,
    excerpt: str,
    author: Resident | None,
    reason: str,
    explanation: str,
    *,
    commune: Commune | None = None,
    photo: Photo | None = None,
) -> Report:
    """Keep what was reported as it is now, its photo too, for the moderators of `commune` (else of the author's).

    Reporting the same thing again answers the first report: its receipt stands.
    """
    if reporter is not None and (known := _known(reporter, subject_kind, subject_id)):
        return known
    try:
        with transaction.atomic():
            made = Report.objects.create(
                reference=_reference(),
                subject_kind=subject_kind,
                subject_id=subject_id,
                excerpt=excerpt[:LONGEST_EXCERPT],
                author=author,
                commune=commune or (author.commune if author else None),
                reporter=reporter,
                reason=reason,
                explanation=explanation,
                created_at=clock.now(),
            )
            if photo is not None:
                made.photo = media.copy(photo)
                made.save(update_fields=["photo"])
            return made
    except IntegrityError:
        known = _known(reporter, subject_kind, subject_id) if reporter else None
        if known is None:
            raise
        return known


def forget_old() -> int:
    """Delete the reports of more than a year, with their photos; how many. Idempotent."""
    old = Report.objects.filter(created_at__lt=clock.now() - KEPT).select_related("photo")
    count = 0
    for found in old:
        with transaction.atomic():
            found.delete()
            if found.photo is not None:
                media.forget(found.photo)
        count += 1
    return count


def _known(reporter: Resident, subject_kind: str, subject_id: UUID) -> Report | None:
    return Report.objects.filter(reporter=reporter, subject_kind=subject_kind, subject_id=subject_id).first()


def _reference() -> str:
    """ "7KQ2-M4PX": drawn at random, so that it tells nothing of how many reports there are."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"
