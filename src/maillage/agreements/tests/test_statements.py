"""Handing over and giving back: each says it, with the condition; the booking follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.agreements import statements
from maillage.agreements.models import Moment, State
from maillage.agreements.refusals import AlreadySaid, NotNow, NotYours, Refused
from maillage.agreements.statements import Condition
from maillage.agreements.tests.factories import a_loan, a_loan_out, in_force
from maillage.bookings import actions as bookings
from maillage.bookings.models import State as BookingState
from maillage.bookings.tests.factories import days
from maillage.platform import clock, media
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AS_AGREED = Condition(is_as_agreed=True)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


@pytest.fixture
def today():
    """An agreement in force on a loan that begins today."""
    return in_force(a_loan(period=days(0, 2)))


def test_it_is_out_when_both_confirmed_the_handover(today):
    statements.say(today.owner, today, Moment.HANDOVER, AS_AGREED)
    today.booking.refresh_from_db()
    assert today.booking.state == BookingState.ACCEPTED
    statements.say(today.borrower, today, Moment.HANDOVER, Condition(is_as_agreed=False, words="Sans le coffret."))
    today.booking.refresh_from_db()
    assert today.booking.state == BookingState.OUT


def test_the_agreement_is_over_when_both_confirmed_the_return():
    agreement = in_force(a_loan_out())
    for person in (agreement.borrower, agreement.owner):
        statements.say(person, agreement, Moment.RETURN, AS_AGREED)
    agreement.refresh_from_db()
    assert agreement.state == State.OVER
    assert agreement.booking.state == BookingState.RETURNED


def test_photos_stay_with_what_was_said(today):
    photos = [media.take(a_photo()) for _number in range(8)]
    said = statements.say(today.owner, today, Moment.HANDOVER, Condition(is_as_agreed=True, photos=photos))
    assert [each.photo for each in said.photos.all()] == photos


def test_who_confirmed_on_the_booking_may_still_say_the_condition(today):
    bookings.hand_over(today.owner, today.booking)
    statements.say(today.owner, today, Moment.HANDOVER, AS_AGREED)
    assert today.statements.count() == 1


def test_a_condition_is_said_once_and_stays(today):
    statements.say(today.owner, today, Moment.HANDOVER, AS_AGREED)
    with pytest.raises(AlreadySaid):
        statements.say(today.owner, today, Moment.HANDOVER, AS_AGREED)
    with pytest.raises(IntegrityError, match="words_stay"), transaction.atomic():
        today.statements.update(words="Autre chose")


def test_what_is_otherwise_is_said_in_words_and_nothing_happens_without(today):
    with pytest.raises(Refused, match="quelques mots"):
        statements.say(today.owner, today, Moment.HANDOVER, Condition(is_as_agreed=False, words=" "))
    today.booking.refresh_from_db()
    assert today.booking.owner_handed_at is None


def test_neither_before_its_time_nor_long_after():
    early = in_force()
    with pytest.raises(NotNow):
        statements.say(early.owner, early, Moment.HANDOVER, AS_AGREED)
    late = in_force(a_loan_out())
    assert late.booking is not None
    bookings.confirm_return(late.owner, late.booking)
    bookings.confirm_return(late.borrower, late.booking)
    with clock.at(NOW + timedelta(days=13)):
        statements.say(late.owner, late, Moment.RETURN, AS_AGREED)
    with clock.at(NOW + timedelta(days=15)), pytest.raises(NotNow):
        statements.say(late.borrower, late, Moment.RETURN, AS_AGREED)


def test_nobody_else_says_it(today):
    with pytest.raises(NotYours):
        statements.say(a_resident("Gwen"), today, Moment.HANDOVER, AS_AGREED)
