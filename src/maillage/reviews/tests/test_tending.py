"""What time does: asking once, reminding once, telling once, forgetting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.bookings import actions as bookings
from maillage.bookings.models import Side
from maillage.bookings.models import State as BookingState
from maillage.bookings.tests.factories import a_booking, a_rental, days
from maillage.listings.models import Mode
from maillage.listings.tests.factories import a_listing
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.promises import actions as promises
from maillage.promises import queries as promises_queries
from maillage.promises.tests.factories import a_claim, a_gift, a_promise
from maillage.residents import actions as residents
from maillage.residents.tests.factories import a_resident
from maillage.reviews import access, actions, exchanges, ledger, tending
from maillage.reviews.jobs import tend
from maillage.reviews.models import Activity, Exchange, Kind, Review
from maillage.reviews.tests.factories import a_review, an_exchange
from maillage.swaps import actions as swaps
from maillage.swaps.models import Swap
from maillage.swaps.tests.factories import a_swap, an_accepted_swap

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


def told(resident) -> list[str]:
    return sorted(Notice.objects.filter(to=resident, kind__startswith="reviews.").values_list("kind", flat=True))


def test_a_booking_that_both_say_is_over_is_a_completed_exchange():
    booking = a_booking(a_rental(cents=1500), state=BookingState.OUT, period=days(-1), price_cents=1500)
    bookings.confirm_return(booking.owner, booking)
    assert not Exchange.objects.exists()
    bookings.confirm_return(booking.borrower, booking)
    exchange = Exchange.objects.get()
    assert (exchange.kind, exchange.subject_id) == (Kind.BOOKING, booking.pk)
    assert (exchange.giver, exchange.taker, exchange.sold_by) == (booking.owner, booking.borrower, booking.owner)
    assert (exchange.activity, exchange.price_cents) == (Activity.THINGS, 1500)


def test_what_was_not_recorded_is_recorded_when_one_comes_or_by_the_job():
    booking, other = a_booking(state=BookingState.RETURNED), a_booking(state=BookingState.RETURNED)
    a_booking(state=BookingState.CANCELLED)
    a_booking(state=BookingState.MISSED, missed_by=Side.OWNER)
    assert access.exchange(booking.owner, Kind.BOOKING, booking.pk).subject_id == booking.pk
    assert exchanges.collect() == 1
    assert exchanges.collect() == 0
    assert set(Exchange.objects.values_list("subject_id", flat=True)) == {booking.pk, other.pk}


def test_a_sale_that_both_say_is_done_is_a_completed_exchange_of_its_year():
    seller, buyer = a_resident("Maëlle"), a_resident("Yann")
    sale = a_listing(seller, mode=Mode.SALE, title="Un vélo", price_cents=4000)
    claim = promises.promise(seller, promises.claim(buyer, sale), price_cents=3500)
    promises.keep(seller, claim)
    assert not Exchange.objects.exists()
    promises.keep(buyer, claim)
    exchange = Exchange.objects.get()
    assert exchanges.collect() == 0
    assert (exchange.kind, exchange.giver, exchange.taker) == (Kind.PROMISE, seller, buyer)
    assert (exchange.activity, exchange.price_cents, exchange.sold_by) == (Activity.SALE, 3500, seller)
    assert promises_queries.kept_sales_sum(seller, 2026) == (1, ledger.sums(seller, 2026).sales_cents)


def test_a_swap_that_both_say_is_done_is_a_completed_exchange():
    swap = an_accepted_swap()
    swaps.finish(swap.proposer, swap)
    assert not Exchange.objects.exists()
    swaps.finish(swap.other, swap)
    exchange = Exchange.objects.get()
    assert (exchange.kind, exchange.subject_id, exchange.title) == (Kind.SWAP, swap.pk, "Table contre Vélo")


def test_what_does_not_end_well_is_no_exchange():
    swap, claim = an_accepted_swap(), a_promise()
    swaps.break_off(swap.other, swap)
    promises.release(claim.claimant, claim)
    assert not Exchange.objects.exists()


def test_a_gift_is_an_exchange_and_no_sale():
    claim = a_claim(a_resident("Yann"), a_gift(a_resident("Maëlle")))
    promises.promise(claim.listing.author, claim)
    promises.keep(claim.claimant, claim)
    promises.keep(claim.listing.author, claim)
    assert access.exchange(claim.claimant, Kind.PROMISE, claim.pk).sold_by is None


def test_the_balance_of_a_swap_is_a_sale_of_whom_it_is_paid_to():
    paid = []
    for balance in (2500, -2500, 0):
        swap = a_swap(balance_cents=balance)
        Swap.objects.filter(pk=swap.pk).update(
            state="done", closed_at=NOW, accepted_at=NOW, proposer_done_at=NOW, other_done_at=NOW
        )
        exchange = access.exchange(swap.proposer, Kind.SWAP, swap.pk)
        paid.append((exchange.sold_by == swap.other, exchange.sold_by == swap.proposer, exchange.price_cents))
        assert " contre " in exchange.title
    assert paid == [(True, False, 2500), (False, True, 2500), (False, False, None)]


def test_both_are_asked_once_then_reminded_once_unless_they_spoke():
    exchange = an_exchange()
    tend(0)
    tend(0)
    assert told(exchange.giver) == told(exchange.taker) == ["reviews.asked"]
    actions.thank(exchange.giver, exchange)
    for later in (DAY, 7 * DAY + timedelta(hours=12), 8 * DAY, 20 * DAY):
        with clock.at(NOW + later):
            tend(0)
    assert told(exchange.giver) == ["reviews.asked"]
    assert told(exchange.taker) == ["reviews.asked", "reviews.reminded", "reviews.revealed"]


def test_nobody_is_asked_of_somebody_blocked_or_gone():
    blocked, gone = an_exchange(), an_exchange()
    residents.block(blocked.giver, blocked.taker)
    residents.leave(gone.taker)
    tend(0)
    assert not Notice.objects.filter(kind="reviews.asked").exists()


def test_both_silent_are_told_nothing_more():
    exchange = an_exchange()
    with clock.at(exchange.closes_at):
        tend(0)
    assert told(exchange.giver) == []


def test_old_words_leave_and_so_do_exchanges_that_tell_nothing():
    silent, spoken = an_exchange(), an_exchange()
    a_review(spoken.giver, spoken)
    with clock.at(NOW + tending.KEPT - DAY):
        assert tending.forget_old() == 0
    with clock.at(NOW + tending.KEPT):
        tending.forget_old()
    assert list(Exchange.objects.all()) == [spoken]
    assert silent.pk != spoken.pk
    with clock.at(NOW + tending.SAID_KEPT):
        tending.forget_old()
    assert not Review.objects.exists()
    assert not Exchange.objects.exists()
