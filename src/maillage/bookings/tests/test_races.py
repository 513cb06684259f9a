"""Many hands on few things, in real transactions. Each guard has its control: without it, it goes wrong."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import connection

from maillage.bookings import actions, availability, periods
from maillage.bookings.models import Booking, State, Unit
from maillage.bookings.refusals import Refused, Taken
from maillage.bookings.tests.factories import a_booking, an_availability, days
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.listings.tests.test_races import together
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)

ATTEMPTS = int(os.environ.get("MAILLAGE_ATTEMPTS", "400"))
THREADS = 8
ROUNDS = 4
SUMMER_BEGINS, WINTER_BEGINS = date(2027, 3, 28), date(2027, 10, 31)
NOW = datetime(2027, 3, 1, tzinfo=UTC)


def overlaps() -> int:
    """How many pairs of bookings hold the same item at the same time: asked of the database, in its own words."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM bookings_booking one JOIN bookings_booking other
            ON one.listing_id = other.listing_id AND one.item = other.item AND one.period && other.period
            AND one.id < other.id
            WHERE one.state IN ('accepted', 'out') AND other.state IN ('accepted', 'out')
            """
        )
        return int(cursor.fetchone()[0])


def a_period(chance: Random, unit: Unit) -> object:
    """Around one of the two nights: a few days, or a few hours of that night."""
    around = chance.choice([SUMMER_BEGINS, WINTER_BEGINS])
    if unit == Unit.DAY:
        first = around + timedelta(days=chance.randint(-3, 2))
        return periods.of_days(first, first + timedelta(days=chance.randint(0, 2)))
    starts = chance.choice([0, 1, 3, 4, 5])
    return periods.of_hours(around, time(starts), time(starts + chance.choice([3, 4, 5, 6])))


def requests(number: int, chance: Random) -> list[Booking]:
    """As many requests, by eight people, for three listings of one, two and three items."""
    people = [a_resident(f"Voisin {each}") for each in range(THREADS)]
    asked = []
    for quantity, unit in ((1, Unit.DAY), (2, Unit.DAY), (3, Unit.HOUR)):
        listing = a_listing()
        an_availability(listing, quantity=quantity, unit=unit)
        asked += [
            Booking(
                listing=listing, title=listing.title, mode=listing.mode, owner=listing.author,
                borrower=chance.choice(people), unit=unit, period=a_period(chance, unit), asked_at=NOW,
                answer_by=NOW + timedelta(days=3),
            )
            for _ in range(number // 3)
        ]  # fmt: skip
    chance.shuffle(asked)
    return Booking.objects.bulk_create(asked, batch_size=500)


def accept(booking: Booking) -> str:
    try:
        with clock.at(NOW):
            actions.accept(booking.owner, booking)
    except Refused as refused:
        return type(refused).__name__
    return "accepted"


def test_many_acceptances_at_once_keep_each_item_for_one() -> None:
    asked = requests(ATTEMPTS, Random(1))

    def share(number: int) -> list[str]:
        try:
            return [accept(booking) for booking in asked[number::THREADS]]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(answer for share_of_one in pool.map(share, range(THREADS)) for answer in share_of_one)
    assert set(answers) == {"accepted", "Taken"}
    assert sum(answers.values()) == len(asked)
    assert answers["accepted"] == Booking.objects.filter(state=State.ACCEPTED).count() > 3
    assert overlaps() == 0


# The constraint has the last word, and its control


@contextmanager
def unguarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody waits for the listing, and two look together before either writes: what a missing lock would allow."""
    looked = Barrier(2)
    seen = availability.must_be_free

    def look(*args: object) -> int:
        item = seen(*args)  # type: ignore[arg-type]
        looked.wait(10)
        return item

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_wait_for", lambda _listing_id: None)
        patched.setattr(availability, "must_be_free", look)
        yield


def two_requests() -> tuple[Booking, Booking]:
    """For the same night of summer time, by two people."""
    listing = a_listing()
    an_availability(listing)
    night = periods.of_days(SUMMER_BEGINS, SUMMER_BEGINS)
    first, second = (a_booking(listing, a_resident(name), talks=False, period=night) for name in ("Yann", "Awa"))
    return first, second


def accepted_together(first: Booking, second: Booking) -> list[object]:
    return together(lambda: accept(first), lambda: accept(second))


def test_the_constraint_alone_refuses_the_second_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two_requests()
    with unguarded(monkeypatch):
        answers = accepted_together(first, second)
    assert sorted(map(str, answers)) == ["Taken", "accepted"]
    assert overlaps() == 0


def test_without_the_constraint_it_is_lent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same, with the constraint dropped."""
    first, second = two_requests()
    with without_the_constraint(), unguarded(monkeypatch):
        answers = accepted_together(first, second)
        assert answers == ["accepted", "accepted"]
        assert overlaps() == 1
        Booking.objects.all().delete()


@contextmanager
def without_the_constraint() -> Iterator[None]:
    constraint = next(each for each in Booking._meta.constraints if each.name == "booking_never_twice")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Booking, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Booking, constraint)


def test_what_the_constraint_refused_proposes_other_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two_requests()
    refused: list[object] = []

    def attempt(booking: Booking) -> Callable[[], None]:
        def deed() -> None:
            try:
                with clock.at(NOW):
                    actions.accept(booking.owner, booking)
            except Taken as taken:
                refused.append(taken)

        return deed

    with unguarded(monkeypatch):
        together(attempt(first), attempt(second))
    (taken,) = refused
    assert isinstance(taken, Taken)
    assert len(taken.nearest) == 3


# Other crossings


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_accepted_while_it_is_cancelled_it_ends_cancelled(round_number: int) -> None:
    booking = a_booking(talks=False)
    together(
        lambda: actions.accept(booking.owner, booking),
        lambda: actions.cancel(booking.borrower, booking),
    )
    assert Booking.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_accepted_while_one_blocks_the_other_it_ends_cancelled(round_number: int) -> None:
    booking = a_booking()
    results = together(
        lambda: actions.accept(booking.owner, booking),
        lambda: residents.block(booking.borrower, booking.owner),
    )
    assert results[1] is None
    assert Booking.objects.get().state == State.CANCELLED


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_both_confirm_at_the_same_moment_and_it_is_out(round_number: int) -> None:
    booking = a_booking(state=State.ACCEPTED, period=days(0))
    results = together(
        lambda: actions.hand_over(booking.owner, booking),
        lambda: actions.hand_over(booking.borrower, booking),
    )
    assert not [each for each in results if isinstance(each, Exception)]
    assert Booking.objects.get().state == State.OUT


def test_the_same_request_sent_twice_at_once_is_one() -> None:
    listing: Listing = a_listing()
    yann: Resident = a_resident("Yann")
    results = together(*[lambda: actions.ask(yann, listing, days(3))] * 2)
    assert sum(isinstance(each, Booking) for each in results) == 1
    assert Booking.objects.count() == 1
