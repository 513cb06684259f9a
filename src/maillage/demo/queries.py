"""What the demonstration's own pages show."""

from __future__ import annotations

from uuid import UUID

from maillage.platform.models import DemonstrationMail

PAGE = 20


def mails(*, to: str = "", before: UUID | None = None) -> tuple[list[DemonstrationMail], UUID | None]:
    """A page of the e-mails kept, newest first, and the cursor of the next page where there is one.

    `to` keeps those whose address holds these letters.
    """
    kept = DemonstrationMail.objects.order_by("-id")
    if to:
        kept = kept.filter(to__icontains=to)
    if before:
        kept = kept.filter(id__lt=before)
    found = list(kept[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None
