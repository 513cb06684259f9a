"""What leaves at once for those who wait for it.

People are locked while it is decided what leaves for them: caps are exact however many workers run. An e-mail enters
the queue in the transaction that notes it; a notification is noted first, then pushed: killed in between, it is lost
and the e-mail follows. Neither ever leaves twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
# Locked together for less than a second, in a few queries for all.
PEOPLE_AT_ONCE = 50


@dataclass
class Reader:
    """One person, while it is decided what leaves for them."""

    resident: Resident
    wishes: Wishes
    has_devices: bool
    left: list[Delivery]
    """What left at once today."""

    def sent(self, notice: Notice) -> Sent:
        by_same = [one for one in self.left if notice.by_id is not None and one.notice.by_id == notice.by_id]
        return Sent(len(self.left), len(by_same))


def deliver_due(people: int = PEOPLE_A_RUN) -> int:
    """Let leave what is due now; answers for how many people it was looked at. Idempotent."""
    due = Notice.objects.filter(due_at__lte=clock.now()).order_by("to").values_list("to", flat=True).distinct()
    waiting = list(due[:people])
    for some in batches(waiting):
        push.send_all(_deliver_to(some))
    return len(waiting)


def batches(people: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """As many as are locked together."""
    return (people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE))


def quiet_hours(wishes: Wishes) -> Quiet:
    return Quiet(wishes.quiet_from, wishes.quiet_until, timezone.get_default_timezone())


def locked(people: Sequence[UUID]) -> list[Resident]:
    """Those whom no other worker looks after, held until the end of the transaction. One query."""
    found = Resident.objects.acting().select_for_update(no_key=True, skip_locked=True, of=("self",))
    return list(found.filter(pk__in=people).order_by("pk"))


@transaction.atomic
def _deliver_to(people: Sequence[UUID]) -> list[Notice]:
    """Decide for these people; answers what is to be pushed once that is noted."""
    now = clock.now()
    readers = _readers(locked(people), now)
    due = list(Notice.objects.filter(to__in=readers, due_at__lte=now).select_related("by").order_by("id"))
    pushes = Delivery.objects.filter(notice__in=due, channel=Channel.PUSH).values_list("notice", "left_at")
    pushed_at: dict[UUID, datetime] = dict(pushes)
    leaving: list[Delivery] = []
    for notice in due:
        reader = readers[notice.to_id]
        notice.to = reader.resident
        verdict = _verdict(reader, notice, pushed_at.get(notice.pk), now)
        notice.due_at = verdict.again_at
        if verdict.leaves_by is not None:
            reader.left.append(_delivery(notice, verdict.leaves_by, now))
            leaving.append(reader.left[-1])
    Notice.objects.bulk_update(due, ["due_at"])
    Delivery.objects.bulk_create(leaving)
    for delivery in leaving:
        if delivery.channel == Channel.EMAIL:
            mail.tell(delivery.notice.to, delivery.notice)
    return [delivery.notice for delivery in leaving if delivery.channel == Channel.PUSH]


def _readers(residents: Sequence[Resident], now: datetime) -> dict[UUID, Reader]:
    """What is known of each, in three queries for all."""
    today = timezone.localtime(now).date()
    wishes = Wishes.objects.in_bulk([resident.pk for resident in residents])
    devices = push.having_devices(residents)
    left: dict[UUID, list[Delivery]] = defaultdict(list)
    for delivery in Delivery.objects.filter(resident__in=residents, day=today, letter=None).select_related("notice"):
        left[delivery.resident_id].append(delivery)
    return {
        one.pk: Reader(one, wishes.get(one.pk) or Wishes(resident=one), one.pk in devices, left[one.pk])
        for one in residents
    }


def _verdict(reader: Reader, notice: Notice, pushed_at: datetime | None, now: datetime) -> deciding.Verdict:
    kind = kinds.named(notice.kind)
    if kind is None or not actions.may_be_told(reader.resident, notice.by):
        return deciding.Verdict()
    is_pushed = reader.has_devices and kind.group in reader.wishes.pushed
    asked = Asked(reader.wishes.rhythm(kind.group), is_pushed, quiet_hours(reader.wishes))
    return deciding.decide(Told(notice.told_at, pushed_at), asked, reader.sent(notice), now)


def _delivery(notice: Notice, channel: Channel, now: datetime) -> Delivery:
    day = timezone.localtime(now).date()
    return Delivery(notice=notice, resident_id=notice.to_id, channel=channel, day=day, left_at=now)
