"""Fourteen days as people count them, whatever the clocks do in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.platform import clock
from maillage.reviews import ledger, windows
from maillage.reviews.models import Exchange

STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARIS = ZoneInfo("Europe/Paris")
START = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 9 * 365 * 86_400).map(lambda seconds: START + timedelta(seconds=seconds))


@STEADY
@given(MOMENTS)
def test_the_window_ends_with_the_fourteenth_local_day_after(moment: datetime):
    closes = windows.closes_at(moment).astimezone(PARIS)
    assert (closes.hour, closes.minute, closes.second) == (0, 0, 0)
    assert windows.last_day(closes) == moment.astimezone(PARIS).date() + timedelta(days=14)
    assert timedelta(days=14) - timedelta(hours=1) < closes - moment <= timedelta(days=15, hours=1)


@STEADY
@given(MOMENTS, st.integers(-40 * 86_400, 40 * 86_400))
def test_what_is_said_is_revealed_at_once_everywhere_at_the_end_of_the_window(moment: datetime, seconds: int):
    exchange = Exchange(ended_at=moment, closes_at=windows.closes_at(moment))
    now = moment + timedelta(seconds=seconds)
    with clock.at(now):
        assert exchange.is_revealed == (now >= exchange.closes_at)
        assert exchange.is_open != exchange.is_revealed


def test_a_summer_time_night_takes_nothing_from_the_window():
    """In 2026 clocks change on 29 March and 25 October."""
    spring = datetime(2026, 3, 20, 18, tzinfo=PARIS)
    autumn = datetime(2026, 10, 20, 18, tzinfo=PARIS)
    assert windows.closes_at(spring) == datetime(2026, 4, 4, tzinfo=PARIS)
    assert windows.closes_at(autumn) == datetime(2026, 11, 4, tzinfo=PARIS)
    in_utc = timedelta(days=14, hours=6)
    assert windows.closes_at(spring) - spring.astimezone(UTC) == in_utc - timedelta(hours=1)
    assert windows.closes_at(autumn) - autumn.astimezone(UTC) == in_utc + timedelta(hours=1)


@STEADY
@given(MOMENTS)
def test_every_moment_is_in_its_local_year_and_no_other(moment: datetime):
    number = ledger.year_of(Exchange(ended_at=moment))
    first, last = windows.year(number)
    assert first <= moment < last
    assert windows.year(number + 1)[0] == last


def test_the_year_changes_at_midnight_in_paris():
    assert windows.year(2027)[0] == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert windows.midnight(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
