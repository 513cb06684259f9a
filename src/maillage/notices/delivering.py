"""What leaves at once for those who wait for it, person by person.

A person is locked while it is decided what leaves for them: caps are exact however many workers run. An e-mail enters
the queue in the transaction that notes it; a notification is noted first, then pushed: killed in between, it is lost
and the e-mail follows. Neither ever leaves twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from maillage.notices import actions, deciding, kinds, mail, push
from maillage.notices.deciding import Asked, Quiet, Sent, Told
from maillage.notices.models import Channel, Delivery, Notice, Wishes
from maillage.platform import clock
from maillage.residents.models import Resident

# A minute's work; the rest is for the next run.
PEOPLE_A_RUN = 500


@dataclass
class Leaving:
    """One person, while it is decided what leaves for them."""

    resident: Resident
    wishes: Wishes
    has_devices: bool
    now: datetime
    left: list[Delivery]

    @property
    def quiet(self) -> Quiet:
        return quiet_hours(self.wishes)

    def sent(self, notice: Notice) -> Sent:
        by_same = [one for one in self.left if notice.by_id is not None and one.notice.by_id == notice.by_id]
        return Sent(len(self.left), len(by_same))


def quiet_hours(wishes: Wishes) -> Quiet:
    return Quiet(wishes.quiet_from, wishes.quiet_until, timezone.get_default_timezone())


def deliver_due(people: int = PEOPLE_A_RUN) -> int:
    """Let leave what is due now; answers for how many people it was looked at. Idempotent."""
    due = Notice.objects.filter(due_at__lte=clock.now()).order_by("to").values_list("to", flat=True).distinct()
    waiting = list(due[:people])
    for resident_id in waiting:
        push.send_all(_deliver_to(resident_id))
    return len(waiting)


@transaction.atomic
def _deliver_to(resident_id: UUID) -> list[Notice]:
    """Decide for one person; answers what is to be pushed once that is noted."""
    # Whom another worker looks after is left to it.
    locked = Resident.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=resident_id).first()
    if locked is None:
        return []
    now = clock.now()
    due = list(Notice.objects.filter(to=locked, due_at__lte=now).select_related("by").order_by("id"))
    person = _leaving(locked, now)
    pushed = _pushed_at(due)
    leaving: list[Notice] = []
    for notice in due:
        channel = _decide(person, notice, pushed.get(notice.pk))
        if channel is None:
            continue
        person.left.append(_note(notice, channel, now))
        if channel is Channel.PUSH:
            leaving.append(notice)
        else:
            mail.tell(locked, notice)
    return leaving


def _leaving(resident: Resident, now: datetime) -> Leaving:
    today = timezone.localtime(now).date()
    left = Delivery.objects.filter(resident=resident, day=today, letter=None).select_related("notice")
    return Leaving(resident, actions.wishes_of(resident), push.has_devices(resident), now, list(left))


def _pushed_at(due: Iterable[Notice]) -> dict[UUID, datetime]:
    pushes = Delivery.objects.filter(notice__in=[notice.pk for notice in due], channel=Channel.PUSH)
    return dict(pushes.values_list("notice", "left_at"))


def _decide(person: Leaving, notice: Notice, pushed_at: datetime | None) -> Channel | None:
    """By which channel it leaves now; keeps when to ask again."""
    kind = kinds.named(notice.kind)
    if kind is None or not actions.may_be_told(person.resident, notice.by):
        verdict = deciding.Verdict()
    else:
        is_pushed = person.has_devices and kind.group in person.wishes.pushed
        asked = Asked(person.wishes.rhythm(kind.group), is_pushed, person.quiet)
        verdict = deciding.decide(Told(notice.told_at, pushed_at), asked, person.sent(notice), person.now)
    notice.due_at = verdict.again_at
    notice.save(update_fields=["due_at"])
    return verdict.leaves_by


def _note(notice: Notice, channel: Channel, now: datetime) -> Delivery:
    return Delivery.objects.create(
        notice=notice, resident_id=notice.to_id, channel=channel, day=timezone.localtime(now).date(), left_at=now
    )
