"""Bookings driven at random beside a model of them: what the model allows happens, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from maillage.bookings import actions, periods, tending
from maillage.bookings.models import Booking, Side, State
from maillage.bookings.refusals import Refused
from maillage.bookings.tests.factories import an_availability
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

QUANTITY = 2
# A fortnight around the night of summer time.
FIRST = date(2027, 3, 20)
firsts, lengths, sides = some.integers(0, 14), some.integers(1, 4), some.sampled_from(list(Side))


@dataclass
class Told:
    """What the model knows of a booking."""

    state: str
    days: frozenset[date]
    answer_by: datetime
    said: dict[str, set[Side]] = field(default_factory=lambda: {"handed": set(), "returned": set()})


class Bookings(RuleBasedStateMachine):
    bookings = Bundle("bookings")

    @initialize()
    def begin(self) -> None:
        self.now = datetime(2027, 3, 19, 12, tzinfo=UTC)
        with clock.at(self.now):
            self.listing = a_listing(a_resident("Maëlle"))
            an_availability(self.listing, quantity=QUANTITY)
        self.model: dict[UUID, Told] = {}

    # What people do

    @rule(target=bookings, first=firsts, length=lengths)
    def ask(self, first: int, length: int) -> object:
        asked = run(first, length)
        may = min(asked) >= self.today and self.is_free(asked)
        booking = self.attempt(lambda: actions.ask(self.borrower(), self.listing, period(asked)), may=may)
        if booking is None:
            return None
        self.model[booking.pk] = Told("asked", asked, self.deadline(asked))
        return booking.pk

    @rule(which=bookings, side=sides)
    def accept(self, which: UUID, side: Side) -> None:
        told = self.model.get(which)
        if told is None:
            return
        is_theirs = (told.state, side) in {("asked", Side.OWNER), ("countered", Side.BORROWER)}
        may = is_theirs and min(told.days) >= self.today and self.is_free(told.days)
        if self.deed(actions.accept, which, side, may=may):
            told.state = "accepted"

    @rule(which=bookings, side=sides)
    def decline(self, which: UUID, side: Side) -> None:
        told = self.model.get(which)
        if told is None:
            return
        may = (told.state, side) in {("asked", Side.OWNER), ("countered", Side.BORROWER)}
        if self.deed(actions.decline, which, side, may=may):
            told.state = "declined"

    @rule(which=bookings, side=sides, first=firsts, length=lengths)
    def counter(self, which: UUID, side: Side, first: int, length: int) -> None:
        told = self.model.get(which)
        if told is None:
            return
        other = run(first, length)
        is_theirs = (told.state, side) in {("asked", Side.OWNER), ("countered", Side.BORROWER)}
        may = is_theirs and min(other) >= self.today and self.is_free(other)
        booking = self.of(which)
        person = booking.person(side)
        if self.attempt(lambda: actions.counter(person, booking, period(other)), may=may):
            told.state = "countered" if side == Side.OWNER else "asked"
            told.days, told.answer_by = other, self.deadline(other)

    @rule(which=bookings, side=sides)
    def cancel(self, which: UUID, side: Side) -> None:
        told = self.model.get(which)
        if told is None:
            return
        may = told.state == "accepted" or (told.state, side) in {("asked", Side.BORROWER), ("countered", Side.OWNER)}
        if self.deed(actions.cancel, which, side, may=may):
            told.state = "cancelled"

    @rule(which=bookings, side=sides)
    def hand_over(self, which: UUID, side: Side) -> None:
        told = self.model.get(which)
        if told is None:
            return
        eve = periods.midnight(min(told.days)) - timedelta(hours=24)
        if self.deed(actions.hand_over, which, side, may=told.state == "accepted" and self.now >= eve):
            told.said["handed"].add(side)
            if len(told.said["handed"]) == 2:
                told.state = "out"

    @rule(which=bookings, side=sides)
    def give_back(self, which: UUID, side: Side) -> None:
        told = self.model.get(which)
        if told is None:
            return
        has_begun = self.now >= periods.midnight(min(told.days))
        may = told.state == "out" or (told.state == "accepted" and has_begun)
        if self.deed(actions.confirm_return, which, side, may=may):
            told.said["returned"].add(side)
            if len(told.said["returned"]) == 2:
                told.state = "returned"

    @rule(which=bookings, side=sides)
    def miss(self, which: UUID, side: Side) -> None:
        told = self.model.get(which)
        if told is None:
            return
        is_late = self.now >= periods.midnight(min(told.days)) + timedelta(minutes=30)
        other_came = any(side.other in each for each in told.said.values())
        if self.deed(actions.report_missed, which, side, may=told.state == "accepted" and is_late and not other_came):
            told.state = "missed"

    @rule(hours=some.sampled_from([1, 7, 24, 50]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        with clock.at(self.now):
            tending.lapse_due()
        for told in self.model.values():
            forgotten = periods.midnight(max(told.days) + timedelta(days=1)) + timedelta(days=14) <= self.now
            if (told.state in ("asked", "countered") and told.answer_by <= self.now) or (
                told.state == "accepted" and forgotten
            ):
                told.state = "lapsed"

    # What stays true

    @invariant()
    def the_model_and_the_database_agree(self) -> None:
        held = {booking.pk: booking.state for booking in Booking.objects.filter(pk__in=self.known)}
        assert held == {pk: told.state for pk, told in getattr(self, "model", {}).items()}

    @invariant()
    def no_item_is_kept_for_two(self) -> None:
        kept = [
            (booking.item, day)
            for booking in Booking.objects.held().filter(pk__in=self.known)
            for day in periods.days_in(booking.period)
        ]
        assert len(kept) == len(set(kept))
        assert all(1 <= item <= QUANTITY for item, _day in kept)

    @invariant()
    def what_ended_says_when(self) -> None:
        for booking in Booking.objects.filter(pk__in=self.known):
            assert (booking.ended_at is None) == (booking.state in {"asked", "countered", "accepted", "out"})
            assert (booking.missed_by == "") == (booking.state != State.MISSED)

    # The ways of the machine

    @property
    def known(self) -> list[UUID]:
        return list(getattr(self, "model", {}))

    @property
    def today(self) -> date:
        with clock.at(self.now):
            return clock.today()

    def borrower(self) -> Resident:
        return a_resident("Voisin")

    def of(self, which: UUID) -> Booking:
        return Booking.objects.select_related("owner", "borrower").get(pk=which)

    def deadline(self, days: frozenset[date]) -> datetime:
        return min(self.now + timedelta(days=3), periods.midnight(min(days)) + timedelta(days=1))

    def is_free(self, wanted: frozenset[date]) -> bool:
        """Whether one item is free on all of these days, by the items that the database drew."""
        busy = {
            booking.item
            for booking in Booking.objects.held().filter(pk__in=self.known)
            if self.model[booking.pk].days & wanted
        }
        return len(busy) < QUANTITY

    def deed(self, action: Callable[..., Any], which: UUID, side: Side, *, may: bool) -> Any:
        booking = self.of(which)
        return self.attempt(lambda: action(booking.person(side), booking), may=may)

    def attempt(self, deed: Callable[[], Any], *, may: bool) -> Any:
        """Do it; it must succeed where the model says so, and be refused in words where it does not."""
        done, refused = None, ""
        try:
            with clock.at(self.now):
                done = deed()
        except Refused as refusal:
            refused = str(refusal)
        assert (done is not None) == may, refused or "done, where the model refuses"
        assert refused or may
        return done


def run(first: int, length: int) -> frozenset[date]:
    return frozenset(FIRST + timedelta(days=first + each) for each in range(length))


def period(days: frozenset[date]) -> object:
    return periods.of_days(min(days), max(days))


@pytest.mark.django_db
def test_bookings_follow_their_model() -> None:
    chosen = settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Bookings, settings=chosen)
