"""Sums of a year, and thresholds at the cent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.listings.models import Mode
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents.tests.factories import a_resident
from maillage.reviews import exchanges, ledger, tending
from maillage.reviews.exchanges import Done
from maillage.reviews.models import Activity, Exchange, Kind
from maillage.reviews.tests.factories import a_sale, an_exchange

STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PAID = st.tuples(st.sampled_from(list(Activity)), st.integers(1, 300_000))


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


def told(resident) -> list[str]:
    return sorted(Notice.objects.filter(to=resident, kind__startswith="reviews.").values_list("kind", flat=True))


def sold(count: int, cents: int) -> ledger.Sums:
    return ledger.Sums({Activity.SALE: count}, {Activity.SALE: cents})


@pytest.mark.parametrize(
    ("count", "cents", "is_near", "has_passed"),
    [
        (23, 159_999, False, False),
        (24, 10, True, False),
        (1, 160_000, True, False),
        (29, 200_000, True, False),  # fewer than 30, and no more than 2,000 EUR: still left out
        (30, 10, False, True),
        (1, 200_001, False, True),
    ],
)
def test_thresholds_at_the_sale_and_at_the_cent(count, cents, is_near, has_passed):
    sums = sold(count, cents)
    assert (sums.is_near, sums.has_passed) == (is_near, has_passed)


@STEADY
@given(st.lists(PAID, max_size=40))
def test_sums_lose_no_cent_and_no_line(paid):
    sums = ledger.sums_of(paid)
    assert sums.total_count == len(paid)
    assert sums.total_cents == sum(cents for _activity, cents in paid)
    goods = [cents for activity, cents in paid if activity is Activity.SALE]
    assert sums.has_passed == (len(goods) >= 30 or sum(goods) > 200_000)
    assert not (sums.is_near and sums.has_passed)


@STEADY
@given(st.lists(PAID, max_size=40), PAID)
def test_one_more_line_never_takes_anybody_back_under_a_threshold(paid, another):
    assert ledger.sums_of([*paid, another]).has_passed >= ledger.sums_of(paid).has_passed


def test_the_database_and_the_lines_come_to_the_same():
    seller = a_resident()
    a_sale(seller, 1999)
    a_sale(seller, 1)
    a_sale(seller, 500, activity=Activity.SERVICE, mode=Mode.SERVICE)
    lines = ledger.lines(seller, 2026)
    assert ledger.sums(seller, 2026) == ledger.sums_of((line.activity, line.price_cents or 0) for line in lines)
    assert ledger.sums(seller, 2026).sales_cents == 2000


def test_a_sale_belongs_to_the_local_year():
    seller = a_resident()
    a_sale(seller, ended_at=datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC))
    a_sale(seller, ended_at=datetime(2026, 12, 31, 23, tzinfo=UTC))
    assert (ledger.sums(seller, 2026).sales, ledger.sums(seller, 2027).sales) == (1, 1)
    assert ledger.years(seller) == [2027, 2026]


@pytest.mark.parametrize(
    ("mode", "category", "cents", "activity"),
    [
        (Mode.LOAN, "drills", None, None),
        (Mode.SALE, "drills", 100, Activity.SALE),
        (Mode.SWAP, "drills", 100, Activity.SALE),
        (Mode.SERVICE, "gardening", 100, Activity.SERVICE),
        (Mode.SERVICE, "gardening", None, None),
        (Mode.RENTAL, "drills", 100, Activity.THINGS),
        (Mode.RENTAL, "trailers", 100, Activity.TRANSPORT),
        (Mode.RENTAL, "bikes", 100, Activity.TRANSPORT),
        (Mode.RENTAL, "parking", 100, Activity.PREMISES),
    ],
)
def test_what_was_paid_is_told_apart(mode, category, cents, activity):
    done = Done(
        kind=Kind.BOOKING, subject_id=new_id(), title="?", mode=mode, giver=a_resident(), taker=a_resident(),
        ended_at=NOW, price_cents=cents, category=category,
    )  # fmt: skip
    assert done.activity == activity
    assert exchanges.record(done).activity == (activity or "")


def test_categories_that_are_told_apart_are_categories():
    from maillage.listings import categories

    for slug in exchanges.TRANSPORT | exchanges.PREMISES:
        assert categories.leaf(slug).slug == slug


def test_a_seller_is_warned_once_beforehand_and_once_at_the_threshold():
    seller = a_resident()
    a_sale(seller, 159_999)
    tending.weigh_due()
    assert told(seller) == []
    for _ in range(3):
        a_sale(seller, 1)
        tending.weigh_due()
    assert told(seller) == ["reviews.sales_near"]
    for _ in range(3):
        a_sale(seller, 40_000)
        tending.weigh_due()
    tending.weigh_due()
    assert told(seller) == ["reviews.sales_near", "reviews.sales_reached"]


def test_the_rental_of_a_drill_is_in_the_ledger_and_in_no_threshold():
    seller = a_resident()
    a_sale(seller, 500_000, activity=Activity.THINGS, mode=Mode.RENTAL)
    tending.weigh_due()
    sums = ledger.sums(seller, 2026)
    assert (sums.total_cents, sums.has_passed, sums.from_first_euro) == (500_000, False, False)
    assert told(seller) == []


def test_a_paid_service_counts_from_the_first_euro_and_is_said_once():
    seller = a_resident()
    for _ in range(2):
        a_sale(seller, 100, activity=Activity.SERVICE, mode=Mode.SERVICE)
        tending.weigh_due()
    assert told(seller) == ["reviews.from_first_euro"]


def test_of_somebody_who_leaves_days_and_sums_stay_without_a_title():
    seller, buyer = a_resident(), a_resident("Yann")
    a_sale(seller, 1000, taker=buyer)
    an_exchange(seller, buyer)
    residents.leave(seller)
    kept = Exchange.objects.get(sold_by=seller)
    assert (kept.title, kept.price_cents) == ("", 1000)


def test_what_was_sold_stays_to_the_end_of_the_fifth_year():
    a_sale(a_resident(), ended_at=datetime(2026, 1, 1, tzinfo=UTC))
    with clock.at(datetime(2031, 12, 31, 22, 59, tzinfo=UTC)):
        assert tending.forget_old() == 0
    with clock.at(datetime(2031, 12, 31, 23, tzinfo=UTC)):
        assert tending.forget_old() == 1
