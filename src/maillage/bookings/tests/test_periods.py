"""Days and hours as people say them, moments as the database keeps them; the two nights of the year included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from maillage.bookings import periods
from maillage.bookings.forms import PeriodForm, typed
from maillage.bookings.models import Unit
from maillage.bookings.refusals import BadPeriod
from maillage.platform import clock

SUMMER_BEGINS, WINTER_BEGINS = date(2027, 3, 28), date(2026, 10, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
some_days = some.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))


@given(some_days, some.integers(0, 40))
def test_days_come_back_as_they_went(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    period = periods.of_days(first, last)
    assert (periods.first_day(period), periods.last_day(period)) == (first, last)
    assert len(periods.days_in(period)) == more + 1
    assert period.lower_inc
    assert not period.upper_inc


@given(some_days)
def test_a_day_ends_when_the_next_begins(day: date) -> None:
    assert periods.of_days(day, day).upper == periods.of_days(day + timedelta(days=1), day + timedelta(days=1)).lower


@pytest.mark.parametrize(("day", "hours"), [(SUMMER_BEGINS, 23), (WINTER_BEGINS, 25), (date(2026, 11, 25), 24)])
def test_the_days_of_the_two_nights_have_their_own_length(day: date, hours: int) -> None:
    period = periods.of_days(day, day)
    assert period.upper - period.lower == timedelta(hours=hours)
    assert periods.hours_in(period) == hours


def test_an_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadPeriod, match="heure d’été"):
        periods.of_hours(SUMMER_BEGINS, time(2, 30), time(4))


def test_a_night_that_jumps_an_hour_is_paid_for_what_it_lasts() -> None:
    assert periods.hours_in(periods.of_hours(SUMMER_BEGINS, time(1), time(4))) == 2
    assert periods.hours_in(periods.of_hours(WINTER_BEGINS, time(1), time(4))) == 4
    assert periods.hours_in(periods.of_hours(WINTER_BEGINS, time(2), time(3))) == 2


def test_midnight_ends_the_day() -> None:
    assert periods.of_hours(NOW.date(), time(22), time(0)).upper == periods.midnight(date(2026, 11, 26))


@pytest.mark.parametrize(("starts", "ends"), [(time(12), time(12)), (time(14), time(9))])
def test_hours_go_forward(starts: time, ends: time) -> None:
    with pytest.raises(BadPeriod, match="avant l’heure de début"):
        periods.of_hours(NOW.date(), starts, ends)


def test_days_go_forward() -> None:
    with pytest.raises(BadPeriod, match="Inversez"):
        periods.of_days(date(2026, 12, 2), date(2026, 12, 1))


def test_they_are_said() -> None:
    with clock.at(NOW):
        said = {
            periods.words(periods.of_days(date(2026, 12, 1), date(2026, 12, 1)), Unit.DAY),
            periods.words(periods.of_days(date(2026, 12, 1), date(2026, 12, 3)), Unit.DAY),
            periods.words(periods.of_days(date(2026, 11, 30), date(2026, 12, 3)), Unit.DAY),
            periods.words(periods.of_hours(date(2026, 12, 1), time(9), time(11, 30)), Unit.HOUR),
            periods.deadline_words(periods.midnight(date(2026, 12, 2))),
            periods.deadline_words(datetime(2026, 12, 1, 17, 30, tzinfo=UTC)),
        }
    assert {each.replace("\u00a0", " ") for each in said} == {
        "le mardi 1er décembre",
        "du mardi 1er au jeudi 3 décembre",
        "du lundi 30 novembre au jeudi 3 décembre",
        "le mardi 1er décembre, de 9 h à 11 h 30",
        "le mardi 1er décembre à 18 h 30",
    }


def test_a_notice_says_again_what_it_kept() -> None:
    period = periods.of_days(date(2026, 12, 1), date(2026, 12, 3))
    facts = periods.facts_of(period, Unit.DAY)
    assert periods.words_of_facts(**facts) == periods.words(period, Unit.DAY)


def test_hours_may_pass_midnight_when_one_says_until_which_day() -> None:
    night = periods.of_hours(date(2026, 12, 1), time(18), time(10), date(2026, 12, 2))
    assert periods.hours_in(night) == 16
    with clock.at(NOW):
        said = periods.words(night, Unit.HOUR).replace("\u00a0", " ")
    assert said == "du mardi 1er décembre à 18 h au mercredi 2 décembre à 10 h"
    assert [periods.hours_in(part) for part in periods.by_day(night)] == [6, 10]
    with pytest.raises(BadPeriod, match="Inversez"):
        periods.of_hours(date(2026, 12, 2), time(18), time(10), date(2026, 12, 1))


@pytest.mark.parametrize(("morning", "hours"), [(SUMMER_BEGINS, 11), (WINTER_BEGINS, 13)])
def test_a_night_of_another_length_is_paid_for_what_it_lasts(morning: date, hours: int) -> None:
    night = periods.of_hours(morning - timedelta(days=1), time(22), time(10), morning)
    assert periods.hours_in(night) == hours


@given(some_days, some.times(), some.times(), some.integers(0, 3))
def test_what_is_typed_again_is_the_same_period(day: date, starts: time, ends: time, nights: int) -> None:
    starts, ends = (at.replace(second=0, microsecond=0) for at in (starts, ends))
    try:
        period = periods.of_hours(day, starts, ends, day + timedelta(days=nights) if nights else None)
    except BadPeriod:
        return
    with clock.at(periods.midnight(day)):
        again = PeriodForm(typed(period, Unit.HOUR), unit=Unit.HOUR)
        assert again.is_valid(), again.errors
    assert again.cleaned_data["period"] == period
