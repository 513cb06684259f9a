"""The controls of the storm: each guard is taken away in a transaction that is undone, and the breach is counted.

With the guard, the same writing is refused: what keeps it so is the guard, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from maillage.agreements.tests.factories import in_force
from maillage.bookings.models import Booking, State
from maillage.bookings.tests.factories import a_booking, an_availability
from maillage.listings.models import Hold, Listing
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.promises.models import Claim
from maillage.promises.tests.factories import a_claim, a_gift, a_promise
from maillage.residents.tests.factories import a_resident
from maillage.reviews.models import Kind, Review
from maillage.reviews.tests.factories import an_exchange
from maillage.swaps.models import Swap
from maillage.swaps.tests.factories import a_swap
from tests.storm.breaches import BREACHES, breaches

pytestmark = pytest.mark.django_db


def lend_twice() -> Callable[[], object]:
    kept = a_booking(talks=False, state=State.ACCEPTED)
    asked = a_booking(kept.listing, a_resident("Awa"), talks=False, period=kept.period)
    return lambda: Booking.objects.filter(pk=asked.pk).update(state=State.OUT)


def promise_twice() -> Callable[[], object]:
    promised = a_promise(listing=a_gift())
    other = a_claim(a_resident("Awa"), promised.listing)
    return lambda: Claim.objects.filter(pk=other.pk).update(state="promised", promised_at=clock.now())


def swap_by_half() -> Callable[[], object]:
    swap = a_swap()
    return lambda: Swap.objects.filter(pk=swap.pk).update(state="accepted", accepted_at=clock.now())


def say_twice() -> Callable[[], object]:
    exchange = an_exchange()
    who = {"exchange": exchange, "author": exchange.giver, "about": exchange.taker}
    Review.objects.create(**who)
    return lambda: Review.objects.create(**who)


def record_twice() -> Callable[[], object]:
    booking = a_booking(talks=False, state=State.RETURNED)
    between = {"giver": booking.owner, "taker": booking.borrower, "subject_id": booking.pk}
    an_exchange(**between)
    return lambda: an_exchange(**between)


def agree_twice() -> Callable[[], object]:
    agreed = in_force().versions.get()

    def again() -> None:
        agreed.pk, agreed.number = new_id(), 2
        agreed.save(force_insert=True)

    return again


GUARDED: dict[str, tuple[str, Callable[[], Callable[[], object]]]] = {
    "one item kept for two at the same time": (
        "ALTER TABLE bookings_booking DROP CONSTRAINT booking_never_twice", lend_twice,
    ),
    "a thing promised to two": ("DROP INDEX claim_one_promised", promise_twice),
    "a swap done by half": ("ALTER TABLE swaps_swap DISABLE TRIGGER swap_all_or_none", swap_by_half),
    "two words of one person about one exchange": ("ALTER TABLE reviews_review DROP CONSTRAINT review_once", say_twice),
    "an exchange recorded twice, or one that did not take place": (
        "ALTER TABLE reviews_exchange DROP CONSTRAINT exchange_once", record_twice,
    ),
    "two versions in force, or two that wait": ("DROP INDEX version_agreed_once", agree_twice),
}  # fmt: skip


@pytest.mark.parametrize("name", GUARDED)
def test_the_database_refuses_it_and_without_its_guard_it_is_counted(name: str) -> None:
    guard, prepare = GUARDED[name]
    breach = prepare()
    settle()
    before = breaches(name)
    with pytest.raises((IntegrityError, InternalError)):
        settled(breach)
    assert breaches(name) == before
    with undone():
        with connection.cursor() as cursor:
            cursor.execute(guard)
        settled(breach)
        assert breaches(name) > before


# What no constraint can say is kept by who writes under a lock: written without them, it is counted


def more_than_there_are() -> None:
    listing = a_listing()
    an_availability(listing, quantity=1)
    a_booking(listing, talks=False, state=State.ACCEPTED, item=2)


def hold_for_nobody() -> None:
    Hold.objects.create(listing=a_listing(), by_kind="promise", by_id=new_id(), held_at=clock.now())


def promised_by_its_word_alone() -> None:
    Listing.objects.filter(pk=a_listing().pk).update(state="promised")


def read_alone() -> None:
    exchange = an_exchange(revealed_at=clock.now())
    Review.objects.create(exchange=exchange, author=exchange.giver, about=exchange.taker)


def sealed_by_both() -> None:
    exchange = an_exchange()
    Review.objects.create(exchange=exchange, author=exchange.giver, about=exchange.taker)
    Review.objects.create(exchange=exchange, author=exchange.taker, about=exchange.giver)


def recorded_and_never_done() -> None:
    an_exchange(kind=Kind.SWAP)


def a_sum_of_its_own() -> None:
    booking = a_booking(talks=False, state=State.RETURNED, price_cents=1500)
    between = {"giver": booking.owner, "taker": booking.borrower, "subject_id": booking.pk}
    an_exchange(**between, price_cents=1400, sold_by=booking.owner, activity="things")


WRITTEN = {
    more_than_there_are: "more items kept than there are",
    hold_for_nobody: "a hold of nobody, or a promise without one",
    promised_by_its_word_alone: "a listing that says promised and is not, or the other way round",
    read_alone: "one side read before the other spoke, or both spoke and neither is read",
    sealed_by_both: "one side read before the other spoke, or both spoke and neither is read",
    recorded_and_never_done: "an exchange recorded twice, or one that did not take place",
    a_sum_of_its_own: "a sum that is counted otherwise than it was agreed",
}


@pytest.mark.parametrize("breach", WRITTEN)
def test_what_locks_alone_keep_is_counted_when_written_without_them(breach: Callable[[], None]) -> None:
    assert breaches(WRITTEN[breach]) == 0
    breach()
    assert breaches(WRITTEN[breach]) == 1


def test_every_breach_has_its_control() -> None:
    assert set(GUARDED) | set(WRITTEN.values()) == set(BREACHES)


@transaction.atomic
def settled(breach: Callable[[], object]) -> None:
    breach()
    settle()


def settle() -> None:
    """Check now what the database checks when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that leaves nothing, not even what it did to the tables."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
