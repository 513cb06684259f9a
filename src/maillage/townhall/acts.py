"""The journal of what is done in the name of a town: added to, never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.townhall.models import Act, Town

Facts = Mapping[str, Any]
Say = Callable[[Facts], str]

_sayings: dict[str, Say] = {}


def declare(kind: str, say: Say) -> str:
    """Declare what may be done, `<domain>.<what was done>`, with its words: “a publié « … »”, after a name."""
    if _sayings.setdefault(kind, say) is not say:
        raise ValueError(f"{kind} is declared twice")
    return kind


def note(by: Resident | None, town: Town, kind: str, *, path: str = "", **facts: Any) -> Act:
    """Add a line, in the transaction of what it tells. Facts are titles and numbers, never a resident's address."""
    if kind not in _sayings:
        raise ValueError(f"{kind} is not declared")
    return Act.objects.create(
        town=town,
        by=by.pk if by else None,
        by_name=by.name if by else "",
        kind=kind,
        facts=facts,
        path=path,
        at=clock.now(),
    )


def said(act: Act) -> str:
    """What was done, in the reader's language."""
    say = _sayings.get(act.kind)
    return say(act.facts) if say else _("a fait ce que ce site ne sait plus nommer")


def of(town: Town, *, before: UUID | None = None) -> QuerySet[Act]:
    """The lines of a town, the newest first; those before one of them."""
    lines = Act.objects.filter(town=town).order_by("-id")
    return lines.filter(pk__lt=before) if before else lines


def forget_old() -> int:
    """Delete the lines past their time, which the database keeps until then; how many."""
    return Act.objects.filter(at__lt=clock.now() - timedelta(days=366 * Act.KEPT_YEARS)).delete()[0]
