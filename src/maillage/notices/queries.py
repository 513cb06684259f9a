"""What a person sees of what happened to them. Who is absent for them (blocked, suspended, gone) tells them nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from maillage.notices import kinds
from maillage.notices.models import Notice, NoticeQuerySet
from maillage.residents import queries as residents
from maillage.residents.models import Resident

NOTICES_A_PAGE = 30


@dataclass(frozen=True)
class Line:
    """A notice as its reader reads it."""

    id: UUID
    words: str
    path: str
    told_at: datetime
    is_new: bool


def to(resident: Resident) -> NoticeQuerySet:
    """Everything that may be shown to this person."""
    return Notice.objects.filter(to=resident).audible().exclude(by__in=residents.hidden_from(resident))


def listed(resident: Resident) -> NoticeQuerySet:
    """Those of the page of notices. Messages have a page of their own, which counts them too."""
    return to(resident).exclude(kind__in=kinds.names([kinds.Group.MESSAGES]))


def lines(resident: Resident, *, before: UUID | None = None) -> tuple[list[Line], UUID | None]:
    """The newest, or those before one, and the cursor of the next page. One query."""
    told = listed(resident).select_related("by").order_by("-id")
    if before is not None:
        told = told.filter(id__lt=before)
    found = list(told[: NOTICES_A_PAGE + 1])
    cursor = found[NOTICES_A_PAGE - 1].id if len(found) > NOTICES_A_PAGE else None
    return [line(notice) for notice in found[:NOTICES_A_PAGE]], cursor


def line(notice: Notice) -> Line:
    """One notice, in the language that is active."""
    return Line(notice.id, words(notice), notice.path, notice.told_at, is_new=notice.seen_at is None)


def words(notice: Notice) -> str:
    """Its sentence; plain words for a kind that no domain declares any more."""
    kind = kinds.named(notice.kind)
    who = str(notice.by) if notice.by is not None else ""
    return kind.say(who, notice.facts) if kind else _("Quelque chose a changé.")


def new_ones(shown: Sequence[Line]) -> list[UUID]:
    """Those not seen before."""
    return [line.id for line in shown if line.is_new]


def already_told(readers: Iterable[Resident], kind: kinds.Kind, path: str) -> frozenset[UUID]:
    """Those who have not seen yet what a kind told them of a page: once is enough. One query."""
    waiting = Notice.objects.unseen().filter(to__in=readers, kind=kind.name, path=path)
    return frozenset(waiting.values_list("to", flat=True))
