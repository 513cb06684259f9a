"""What domains ask of notices. They say what happened to whom; channels, hours and caps are decided here alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction

from maillage.notices.kinds import Facts, Kind, Weight
from maillage.notices.models import Letter, Notice, Subscription, Wishes
from maillage.platform import clock, live
from maillage.residents import queries as residents
from maillage.residents.models import Resident


@transaction.atomic
def tell(
    to: Resident, kind: Kind, *, path: str, by: Resident | None = None, facts: Facts | None = None, once: str = ""
) -> Notice | None:
    """Tell a person of something that happened to them, in the transaction in which it happened.

    `by` is who did it; nobody for time and the site itself. `path` is the page that shows it, on this site. The same
    `once`, to the same person for the same kind, is told once, whatever runs twice.

    None when it is not to be told: of one's own doing, by or to somebody suspended or gone, or between two whom a
    block hides from each other.
    """
    if not may_be_told(to, by):
        return None
    now = clock.now()
    due_at = now if kind.weight is Weight.AWAITED else None
    told = {"to": to, "by": by, "kind": kind.name, "facts": dict(facts or {}), "path": path, "once": once}
    try:
        with transaction.atomic():
            notice = Notice.objects.create(**told, told_at=now, due_at=due_at)
    except IntegrityError:
        if not once or not Notice.objects.filter(to=to, kind=kind.name, once=once).exists():
            raise
        return None
    live.publish(f"resident:{to.pk}", "notice", str(notice.pk))
    return notice


def may_be_told(to: Resident, by: Resident | None) -> bool:
    """Whether what `by` did may reach `to` (TRUST.md 6 and 7)."""
    if to.is_suspended:
        return False
    if by is None:
        return True
    return by.pk != to.pk and not by.is_suspended and by.pk not in residents.hidden_from(to)


def see(resident: Resident, *, path: str) -> int:
    """The person visited a page: what it tells of is seen. Answers how many notices that was. One query.

    Their other pages are not told: they count again at the next thing that happens.
    """
    return _see(resident, path=path)


def see_shown(resident: Resident, shown: Collection[UUID]) -> int:
    """These notices were shown to the person, in the list of them."""
    seen = _see(resident, pk__in=shown) if shown else 0
    if seen:
        live.publish(f"resident:{resident.pk}", "notice")
    return seen


def _see(resident: Resident, **which: object) -> int:
    return Notice.objects.unseen().filter(to=resident, **which).update(seen_at=clock.now(), due_at=None)


def wishes_of(resident: Resident) -> Wishes:
    """What they chose, or the defaults."""
    return Wishes.objects.filter(pk=resident.pk).first() or Wishes(resident=resident)


def choose(resident: Resident, wishes: Wishes) -> None:
    """From now on, tell the person as they wish."""
    wishes.resident = resident
    values = {field.name: getattr(wishes, field.name) for field in Wishes._meta.fields if not field.primary_key}
    Wishes.objects.update_or_create(pk=resident.pk, defaults=values)


def forget_all(resident: Resident) -> None:
    """What is told to someone who leaves, and of them, leaves with them."""
    Notice.objects.filter(to=resident).delete()
    Notice.objects.filter(by=resident).delete()
    Letter.objects.filter(resident=resident).delete()
    Wishes.objects.filter(pk=resident.pk).delete()
    Subscription.objects.filter(resident=resident).delete()
