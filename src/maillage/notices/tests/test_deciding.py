"""What leaves at once and what waits, whatever is told, chosen and counted, at every moment of the year."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.notices.deciding import (
    AFTER_PUSH,
    GRACE,
    MOST_AT_ONCE,
    MOST_FROM_ONE,
    STALE,
    Asked,
    Quiet,
    Sent,
    Told,
    Verdict,
    decide,
    rhythms_of,
)
from maillage.notices.models import Channel, Rhythm

PARIS = ZoneInfo("Europe/Paris")
NIGHT = Quiet(time(21), time(8), PARIS)
# The two nights of 2026 on which the hour changes, and the days around them.
CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))

moments = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 (given by timezones)
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-2000, 2000)
    ),
)
quiets = st.builds(Quiet, st.times(), st.times(), st.just(PARIS)) | st.just(NIGHT)
asked = st.builds(Asked, st.sampled_from(Rhythm), st.booleans(), quiets)


def noon(day: int = 10) -> datetime:
    return datetime(2026, 6, day, 12, tzinfo=PARIS)


def at_once(*, is_pushed: bool = False, quiet: Quiet = NIGHT) -> Asked:
    return Asked(Rhythm.AT_ONCE, is_pushed, quiet)


def test_an_e_mail_leaves_when_nobody_saw_it_on_the_site() -> None:
    told = Told(noon())
    assert decide(told, at_once(), Sent(), noon()) == Verdict(again_at=noon() + GRACE)
    assert decide(told, at_once(), Sent(), noon() + GRACE) == Verdict(Channel.EMAIL)


def test_a_notification_comes_first_and_the_e_mail_only_when_it_was_not_opened() -> None:
    pushed = at_once(is_pushed=True)
    assert decide(Told(noon()), pushed, Sent(), noon()) == Verdict(Channel.PUSH, noon() + AFTER_PUSH)
    told = Told(noon(), pushed_at=noon())
    assert decide(told, pushed, Sent(1), noon() + GRACE) == Verdict(again_at=noon() + AFTER_PUSH)
    assert decide(told, pushed, Sent(1), noon() + AFTER_PUSH) == Verdict(Channel.EMAIL)


def test_a_notification_alone_is_followed_by_nothing() -> None:
    assert decide(Told(noon()), Asked(Rhythm.DAILY, is_pushed=True, quiet=NIGHT), Sent(), noon()) == Verdict(
        Channel.PUSH
    )


def test_what_comes_at_night_leaves_in_the_morning() -> None:
    late = datetime(2026, 6, 10, 23, 30, tzinfo=PARIS)
    assert decide(Told(late), at_once(), Sent(), late) == Verdict(again_at=datetime(2026, 6, 11, 8, tzinfo=PARIS))


@pytest.mark.parametrize(
    ("evening", "morning"),
    [
        (datetime(2026, 3, 28, 21, tzinfo=PARIS), datetime(2026, 3, 29, 6, tzinfo=UTC)),  # a night of 10 hours
        (datetime(2026, 10, 24, 21, tzinfo=PARIS), datetime(2026, 10, 25, 7, tzinfo=UTC)),  # a night of 12
    ],
)
def test_the_morning_comes_at_eight_on_the_wall_when_the_hour_changes(evening: datetime, morning: datetime) -> None:
    assert NIGHT.end_after(evening) == morning
    assert NIGHT.holds(morning - timedelta(seconds=1))
    assert not NIGHT.holds(morning)


def test_quiet_hours_that_end_in_the_hour_that_does_not_exist_end_all_the_same() -> None:
    quiet = Quiet(time(22), time(2, 30), PARIS)
    end = quiet.end_after(datetime(2026, 3, 28, 23, tzinfo=PARIS))
    assert end == datetime(2026, 3, 29, 3, 30, tzinfo=PARIS).astimezone(UTC)


def test_beyond_the_caps_the_letter_takes_it() -> None:
    told = Told(noon() - GRACE)
    assert decide(told, at_once(), Sent(MOST_AT_ONCE), noon()) == Verdict()
    assert decide(told, at_once(), Sent(MOST_FROM_ONE, MOST_FROM_ONE), noon()) == Verdict()
    assert decide(told, at_once(), Sent(MOST_AT_ONCE - 1, MOST_FROM_ONE - 1), noon()) == Verdict(Channel.EMAIL)


def test_what_is_not_for_at_once_waits_for_the_letter() -> None:
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.NEVER):
        assert decide(Told(noon()), Asked(rhythm, is_pushed=False, quiet=NIGHT), Sent(), noon()) == Verdict()


def test_what_nobody_could_send_for_two_days_waits_for_the_letter() -> None:
    assert decide(Told(noon()), at_once(is_pushed=True), Sent(), noon() + STALE) == Verdict()


def test_a_weekly_letter_is_that_of_friday() -> None:
    week = [noon(day).date() for day in range(8, 15)]  # Monday to Sunday
    assert [day.weekday() for day in week if Rhythm.WEEKLY in rhythms_of(day)] == [4]
    assert not any(Rhythm.NEVER in rhythms_of(day) for day in week)


@given(quiets, moments)
def test_quiet_hours_always_end_within_a_day_and_an_hour_and_their_end_is_not_quiet(
    quiet: Quiet, now: datetime
) -> None:
    end = quiet.end_after(now)
    assert now < end <= now + timedelta(hours=26)
    assert not quiet.holds(end)


@given(asked, moments, st.integers(0, 9), st.integers(0, 9), st.integers(0, 4000))
def test_nothing_leaves_in_the_quiet_hours_nor_beyond_a_cap(
    asked: Asked, now: datetime, today: int, from_author: int, minutes: int
) -> None:
    verdict = decide(Told(now - timedelta(minutes=minutes)), asked, Sent(today, from_author), now)
    if verdict.leaves_by:
        assert not asked.quiet.holds(now)
        assert today < MOST_AT_ONCE
        assert from_author < MOST_FROM_ONE
    if verdict.again_at:
        assert verdict.again_at > now


@given(asked, moments, st.lists(st.integers(0, 600), max_size=30))
def test_a_day_of_any_length_holds_its_caps_and_each_notice_comes_to_an_end(
    asked: Asked, start: datetime, minutes: list[int]
) -> None:
    """Notices of one person, told at any minutes, followed until nothing is left to ask."""
    left: list[tuple[datetime, Channel]] = []
    notices = [Told(start + timedelta(minutes=minute)) for minute in sorted(minutes)]
    due = [(told.told_at, number) for number, told in enumerate(notices)]
    for _step in range(10 * len(notices) + 1):
        if not due:
            break
        now, number = min(due)
        due.remove((now, number))
        day = now.astimezone(PARIS).date()
        today = sum(1 for at, _channel in left if at.astimezone(PARIS).date() == day)
        told = notices[number]
        verdict = decide(told, asked, Sent(today, today), now)
        if verdict.leaves_by:
            left.append((now, verdict.leaves_by))
            pushed_at = now if verdict.leaves_by is Channel.PUSH else told.pushed_at
            is_mailed = told.is_mailed or verdict.leaves_by is Channel.EMAIL
            notices[number] = Told(told.told_at, pushed_at, is_mailed)
        if verdict.again_at:
            due.append((verdict.again_at, number))
    assert not due
    days = {at.astimezone(PARIS).date() for at, _channel in left}
    assert all(sum(1 for at, _c in left if at.astimezone(PARIS).date() == day) <= MOST_FROM_ONE for day in days)
    assert not any(asked.quiet.holds(at) for at, _channel in left)
