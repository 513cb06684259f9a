"""What time does: unanswered requests lapse, dates are recalled once each, and what is old leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from maillage.bookings import actions, periods, reminders, tellings, tending
from maillage.bookings.models import Booking, State, Unit
from maillage.bookings.tests.factories import a_booking, a_service, days
from maillage.listings.tests.factories import a_listing
from maillage.notices.kinds import named
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANSWER = timedelta(days=3)
KINDS = (
    "asked accepted agreed declined countered cancelled handed out given_back helped returned missed "
    "lapsed past too_late broken soon due late say_it"
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


def told(kind: str) -> int:
    return Notice.objects.filter(kind=f"bookings.{kind}").count()


def remind(at: datetime) -> None:
    """Twice, as a job that was killed would."""
    with clock.at(at):
        reminders.remind_due()
        reminders.remind_due()


def test_a_request_lapses_after_three_days_and_both_hear(yann: Resident) -> None:
    booking = actions.ask(yann, a_listing(), days(10))
    with clock.at(NOW + ANSWER - timedelta(seconds=1)):
        assert tending.lapse_due() == 0
    with clock.at(NOW + ANSWER):
        assert tending.lapse_due() == 1
        assert tending.lapse_due() == 0
    booking.refresh_from_db()
    assert booking.state == State.LAPSED
    assert told("lapsed") == 2


def test_a_request_for_tomorrow_lapses_with_its_day(yann: Resident) -> None:
    booking = actions.ask(yann, a_listing(), days(1))
    assert booking.answer_by == periods.midnight(date(2026, 11, 26)) + timedelta(days=1)


def test_what_nobody_told_the_end_of_is_closed_after_two_weeks() -> None:
    booking = a_booking(state=State.ACCEPTED, period=days(0))
    for moment, state in ((14, State.ACCEPTED), (16, State.LAPSED)):
        with clock.at(NOW + timedelta(days=moment)):
            tending.lapse_due()
        assert Booking.objects.get(pk=booking.pk).state == state


def test_what_is_out_is_never_closed_by_time() -> None:
    a_booking(state=State.OUT, period=days(-300))
    assert tending.lapse_due() == 0


def test_the_day_before_is_recalled_at_nine_to_both_and_once() -> None:
    a_booking(state=State.ACCEPTED, period=days(3))
    remind(datetime(2026, 11, 27, 7, 59, tzinfo=UTC))
    assert told("soon") == 0
    remind(datetime(2026, 11, 27, 8, tzinfo=UTC))  # nine o'clock in Dinan
    assert told("soon") == 2
    remind(datetime(2026, 11, 28, 8, tzinfo=UTC))
    assert told("soon") == 2


def test_what_begun_is_not_recalled_as_to_come() -> None:
    hours = periods.of_hours(date(2026, 11, 25), time(10), time(14))
    a_booking(a_service(), state=State.ACCEPTED, unit=Unit.HOUR, period=hours)
    remind(NOW)
    assert told("soon") == 0


def test_the_last_day_is_recalled_to_who_has_it(yann: Resident) -> None:
    a_booking(borrower=yann, state=State.OUT, period=days(0, 3), reminded=1)
    remind(datetime(2026, 11, 27, 8, tzinfo=UTC))
    assert told("due") == 1
    assert Notice.objects.get().to == yann


def test_late_is_told_to_both_once_and_calmly() -> None:
    a_booking(state=State.OUT, period=days(0), reminded=2)
    remind(datetime(2026, 11, 26, 7, tzinfo=UTC))
    assert told("late") == 0
    for hours in (1, 24, 240):
        remind(datetime(2026, 11, 26, 7, tzinfo=UTC) + timedelta(hours=hours))
    assert told("late") == 2


def test_what_was_never_told_is_asked_about(yann: Resident) -> None:
    hours = periods.of_hours(date(2026, 11, 25), time(14), time(15))
    a_booking(a_service(), yann, state=State.ACCEPTED, unit=Unit.HOUR, period=hours, reminded=1)
    remind(datetime(2026, 11, 25, 15, 30, tzinfo=UTC))
    assert told("say_it") == 2


def test_the_night_of_summer_time_moves_no_reminder() -> None:
    """The 28th of March 2027 has 23 hours; its eve is recalled at nine by the clock on the wall."""
    with clock.at(datetime(2027, 3, 20, tzinfo=UTC)):
        a_booking(state=State.ACCEPTED, period=periods.of_days(date(2027, 3, 28), date(2027, 3, 28)))
    remind(datetime(2027, 3, 27, 7, 59, tzinfo=UTC))
    assert told("soon") == 0
    remind(datetime(2027, 3, 27, 8, tzinfo=UTC))
    assert told("soon") == 2


def test_nothing_is_recalled_of_what_is_over() -> None:
    for state in (State.CANCELLED, State.DECLINED, State.LAPSED, State.RETURNED, State.MISSED):
        a_booking(state=state, period=days(1))
    remind(NOW + timedelta(days=3))
    assert not Notice.objects.exists()


def test_every_kind_makes_a_sentence(yann: Resident) -> None:
    booking = a_booking(borrower=yann, state=State.OUT, period=days(0, 3))
    facts = {**tellings.facts_of(booking), "until": booking.ends_at.isoformat()}
    for name in KINDS.split():
        kind = named(f"bookings.{name}")
        assert kind
        sentence = kind.say("Yann", facts)
        assert booking.title in sentence
        assert "%(" not in sentence
