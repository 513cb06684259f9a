"""What a period costs: never more than paying each day, never less for longer, and the sum of what is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from maillage.bookings import prices
from maillage.bookings.prices import Rates, cheapest_days, cheapest_hours
from maillage.listings.models import Listing, Mode, PriceUnit

MONDAY, SATURDAY = date(2026, 11, 30), date(2026, 12, 5)

cents = some.integers(min_value=10, max_value=100_000)
rates = some.builds(Rates, hour=cents, day=cents, weekend=cents, week=cents)
starts = some.dates(min_value=date(2026, 1, 1), max_value=date(2028, 1, 1))
lengths = some.integers(min_value=1, max_value=60)


def run(first: date, number: int) -> list[date]:
    return [first + timedelta(days=each) for each in range(number)]


@given(rates, starts, lengths)
def test_it_is_never_dearer_than_each_day_nor_than_weeks_alone(given_rates: Rates, first: date, number: int) -> None:
    price = cheapest_days(given_rates, run(first, number)).cents
    assert price <= number * given_rates.day
    assert price <= -(-number // 7) * given_rates.week


@given(rates, starts, lengths, some.integers(0, 20), some.integers(0, 20))
def test_longer_is_never_cheaper(given_rates: Rates, first: date, number: int, before: int, after: int) -> None:
    inner = cheapest_days(given_rates, run(first, number)).cents
    outer = cheapest_days(given_rates, run(first - timedelta(days=before), before + number + after)).cents
    assert inner <= outer


@given(rates, starts, lengths)
def test_it_is_the_sum_of_its_parts_which_cover_every_day(given_rates: Rates, first: date, number: int) -> None:
    quote = cheapest_days(given_rates, run(first, number))
    assert quote.cents == sum(part.count * part.each_cents for part in quote.parts)
    assert all(part.each_cents == given_rates.of(part.unit) for part in quote.parts)
    reach = {PriceUnit.DAY: 1, PriceUnit.WEEKEND: 2, PriceUnit.WEEK: 7}
    assert sum(part.count * reach[part.unit] for part in quote.parts) >= number


@given(rates, starts, some.integers(1, 9))
def test_no_other_way_is_cheaper(given_rates: Rates, first: date, number: int) -> None:
    """Tried one by one, from the other end: each first day is paid by a day, its weekend or a week from it."""
    days = run(first, number)

    def least(left: list[date]) -> int:
        if not left:
            return 0
        ways = [given_rates.day + least(left[1:]), given_rates.week + least(left[7:])]
        if left[0].weekday() >= prices.SATURDAY:
            ways.append(given_rates.weekend + least(left[2 if left[0].weekday() == prices.SATURDAY else 1 :]))
        return min(ways)

    assert cheapest_days(given_rates, days).cents == least(days)


@given(rates, some.integers(1, 24), some.integers(1, 24))
def test_hours_of_a_day_never_cost_more_than_the_day(given_rates: Rates, hours: int, more: int) -> None:
    assert cheapest_hours(given_rates, hours).cents <= min(hours * given_rates.hour, given_rates.day) + 0
    assert cheapest_hours(given_rates, hours).cents <= cheapest_hours(given_rates, hours + more).cents
    assert cheapest_hours(given_rates, hours, may_cap=False).cents == hours * given_rates.hour


def a_price(amount: int, unit: PriceUnit, mode: Mode = Mode.RENTAL) -> Listing:
    return Listing(mode=mode, price_cents=amount, price_unit=unit)


@given(cents, some.sampled_from(PriceUnit))
def test_the_authors_price_stays_theirs_and_longer_lengths_cost_more(amount: int, unit: PriceUnit) -> None:
    computed = prices.computed(a_price(amount, unit))
    assert computed.of(unit) == amount
    assert all(computed.of(each) > 0 for each in PriceUnit)


@pytest.mark.parametrize("amount", [1500, 2000, 5000])
def test_a_price_of_a_day_gives_the_others(amount: int) -> None:
    computed = prices.computed(a_price(amount, PriceUnit.DAY))
    assert computed.hour < computed.day < computed.weekend < 2 * computed.day
    assert computed.weekend < computed.week < 7 * computed.day


def test_a_price_is_one_that_people_say() -> None:
    assert prices.computed(a_price(1500, PriceUnit.DAY)) == Rates(hour=300, day=1500, weekend=2400, week=6000)
    assert prices.computed(a_price(1250, PriceUnit.HOUR)) == Rates(hour=1250, day=6250, weekend=10000, week=25000)


def test_a_persons_day_is_not_lent_at_a_discount() -> None:
    computed = prices.computed(a_price(2000, PriceUnit.HOUR, Mode.SERVICE))
    assert computed.day == 7 * 2000


def test_it_is_explained() -> None:
    day_by_day = Rates(hour=300, day=1500, weekend=2400, week=6000)
    assert plain(cheapest_days(day_by_day, run(MONDAY, 2))) == "2 jours à 15 € = 30 €"
    assert plain(cheapest_days(day_by_day, run(SATURDAY, 2))) == "1 week-end à 24 €"
    assert plain(cheapest_days(day_by_day, run(MONDAY, 9))) == "1 semaine à 60 € + 2 jours à 15 € = 90 €"
    assert plain(cheapest_hours(day_by_day, 6)) == "1 jour à 15 €"
    assert "un jour vaut 5 heures" in prices.explained(a_price(1500, PriceUnit.DAY))


def plain(quote: object) -> str:
    return str(quote).replace("\u202f", " ").replace("\u00a0", " ")
