"""What is recalled before, at the end, and when something is late: each step once, to whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from django.db.models import Q

from maillage.bookings import tellings
from maillage.bookings.models import Booking, State, Unit
from maillage.bookings.queries import Bookings
from maillage.bookings.tending import each_of
from maillage.notices import actions as notices
from maillage.platform import clock

# A day is recalled at nine, when people are up: so many hours after the midnight that ends or begins it.
NINE = timedelta(hours=9)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Step(IntEnum):
    """What was recalled last."""

    NONE = 0
    SOON = 1
    DUE = 2
    LATE = 3


@dataclass(frozen=True)
class When:
    """How long after the beginning (SOON) or the end (the others) a step is told, negative for before."""

    by_day: timedelta
    by_hour: timedelta


WHEN = {
    Step.SOON: When(by_day=NINE - DAY, by_hour=-DAY),  # the day before
    Step.DUE: When(by_day=NINE - DAY, by_hour=-HOUR),  # the last day; an hour before
    Step.LATE: When(by_day=NINE, by_hour=HOUR),  # the day after; an hour after
}


def remind_due() -> int:
    """Recall what is to be recalled now. Answers how many bookings were concerned; idempotent."""
    return (
        each_of(_soon, lambda booking: _recall(booking, Step.SOON))
        + each_of(_due, lambda booking: _recall(booking, Step.DUE))
        + each_of(_late, lambda booking: _recall(booking, Step.LATE))
    )


def _soon() -> Bookings:
    """Agreed to, about to begin. What has begun meanwhile needs no such word."""
    begins = _reached("period__startswith", Step.SOON)
    return Booking.objects.filter(begins, state=State.ACCEPTED, reminded__lt=Step.SOON).to_come().not_begun_yet()


def _due() -> Bookings:
    """Out, about to be given back."""
    ends = _reached("period__endswith", Step.DUE)
    return Booking.objects.filter(ends, state=State.OUT, reminded__lt=Step.DUE).to_come()


def _late() -> Bookings:
    """Out or never told, and past."""
    ends = _reached("period__endswith", Step.LATE)
    return Booking.objects.held().filter(ends, reminded__lt=Step.LATE)


def _reached(bound: str, step: Step) -> Q:
    now, when = clock.now(), WHEN[step]
    by_day = Q(**{"unit": Unit.DAY, f"{bound}__lte": now - when.by_day})
    return by_day | Q(**{"unit": Unit.HOUR, f"{bound}__lte": now - when.by_hour})


def _recall(booking: Booking, step: Step) -> None:
    booking.reminded = step
    booking.save(update_fields=["reminded"])
    facts = {**tellings.facts_of(booking), "until": booking.ends_at.isoformat()}
    kind = {Step.SOON: tellings.SOON, Step.DUE: tellings.DUE, Step.LATE: tellings.LATE}[step]
    if step == Step.LATE and booking.state == State.ACCEPTED:
        kind = tellings.SAY_IT
    people = [booking.borrower] if step == Step.DUE else [booking.owner, booking.borrower]
    for person in people:
        notices.tell(person, kind, path=booking.get_absolute_url(), facts=facts)
