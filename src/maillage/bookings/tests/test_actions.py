"""From a request to its end: who may do what, and what the other is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from maillage.bookings import actions, periods, tending
from maillage.bookings.models import Booking, DaysOff, OpenHours, Side, State, Unit
from maillage.bookings.refusals import (
    BadPeriod,
    BadPrice,
    NoSuchTransition,
    NotBookable,
    NotYours,
    Refused,
    Taken,
    TooEarly,
)
from maillage.bookings.tests.factories import a_booking, a_rental, a_service, an_availability, days
from maillage.conversations.models import Message
from maillage.listings import actions as listings
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing, a_request
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def drill(maelle: Resident) -> Listing:
    return a_listing(maelle)


def told(resident: Resident) -> list[str]:
    """In the order of the alphabet: with a stopped clock there is no other."""
    return sorted(Notice.objects.filter(to=resident, kind__startswith="bookings.").values_list("kind", flat=True))


def happened(booking: Booking) -> list[str]:
    said = Message.objects.filter(conversation=booking.conversation).order_by("id")
    return [message.happening or message.text for message in said]


# Asking


def test_a_neighbour_asks_and_the_owner_is_told(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = actions.ask(yann, drill, days(3), words="Pour deux étagères.")
    assert booking.state == State.ASKED
    assert told(maelle) == ["bookings.asked"]
    assert not told(yann)
    assert happened(booking) == ["bookings.asked", "Pour deux étagères."]


def test_the_price_is_computed_when_it_is_asked(yann: Resident) -> None:
    assert actions.ask(yann, a_rental(cents=1500), days(3, 2)).price_cents == 2400
    assert actions.ask(yann, a_listing(), days(3, 2)).price_cents is None


def test_ones_own_thing_is_not_booked(maelle: Resident, drill: Listing) -> None:
    with pytest.raises(NotBookable, match="la vôtre"):
        actions.ask(maelle, drill, days(3))


def test_only_an_offer_online_that_is_had_for_a_time_is_booked(yann: Resident) -> None:
    for listing in (a_request(), a_listing(mode="gift"), a_listing(state="done"), a_listing(expires_at=NOW)):
        with pytest.raises(NotBookable):
            actions.ask(yann, listing, days(3))


def test_past_days_are_refused_and_today_is_not(yann: Resident, drill: Listing) -> None:
    an_availability(drill)
    with pytest.raises(BadPeriod, match="passées"):
        actions.ask(yann, drill, days(-1))
    assert actions.ask(yann, drill, days(0))


def test_a_day_beyond_a_year_is_refused(yann: Resident, drill: Listing) -> None:
    with pytest.raises(BadPeriod, match="année"):
        actions.ask(yann, drill, days(366))


def test_one_asks_beforehand_by_as_much_as_the_owner_said(yann: Resident, drill: Listing) -> None:
    an_availability(drill, lead_hours=48)
    with pytest.raises(BadPeriod, match="vendredi 27 novembre"):
        actions.ask(yann, drill, days(1))
    assert actions.ask(yann, drill, days(2))


def test_one_keeps_it_no_longer_than_the_owner_said(yann: Resident, drill: Listing) -> None:
    an_availability(drill, longest_hours=48)
    with pytest.raises(BadPeriod, match="au plus 2 jours"):
        actions.ask(yann, drill, days(3, 3))
    assert actions.ask(yann, drill, days(3, 2))


def test_two_days_of_the_night_of_winter_time_are_two_days(yann: Resident, drill: Listing) -> None:
    """The 25th of October 2026 has 25 hours: 49 hours are still two days."""
    an_availability(drill, longest_hours=48)
    with clock.at(datetime(2026, 10, 20, tzinfo=UTC)):
        drill.expires_at = clock.now() + timedelta(days=60)
        booking = actions.ask(yann, drill, periods.of_days(date(2026, 10, 24), date(2026, 10, 25)))
    assert booking.ends_at - booking.starts_at == timedelta(hours=49)


def test_days_off_and_closed_weekdays_are_refused_by_their_name(yann: Resident, drill: Listing) -> None:
    an_availability(drill)
    DaysOff.objects.create(listing=drill, first_day=date(2026, 12, 1), last_day=date(2026, 12, 5))
    with pytest.raises(BadPeriod, match="mardi 1er décembre"):
        actions.ask(yann, drill, periods.of_days(date(2026, 11, 30), date(2026, 12, 1)))
    OpenHours.objects.create(listing=drill, weekday=5, opens=time(9), closes=time(18))
    with pytest.raises(BadPeriod, match="lundi 30 novembre"):
        actions.ask(yann, drill, periods.of_days(date(2026, 11, 30), date(2026, 11, 30)))


def test_by_the_hour_one_stays_within_the_open_hours(yann: Resident) -> None:
    hedge = a_service()
    an_availability(hedge, unit=Unit.HOUR)
    OpenHours.objects.create(listing=hedge, weekday=4, opens=time(9), closes=time(12))
    friday = date(2026, 11, 27)
    with pytest.raises(BadPeriod, match=r"de 9.h à 12.h"):
        actions.ask(yann, hedge, periods.of_hours(friday, time(11), time(13)))
    booking = actions.ask(yann, hedge, periods.of_hours(friday, time(9), time(11, 30)))
    assert booking.price_cents == 3 * 2000


def test_a_night_by_the_hour_stays_within_the_open_hours_of_both_days(yann: Resident) -> None:
    hedge = a_service()
    an_availability(hedge, unit=Unit.HOUR, longest_hours=24)
    for weekday, opens, closes in ((4, time(18), time(0)), (5, time(0), time(9))):
        OpenHours.objects.create(listing=hedge, weekday=weekday, opens=opens, closes=closes)
    friday, saturday = date(2026, 11, 27), date(2026, 11, 28)
    with pytest.raises(BadPeriod, match=r"samedi 28.novembre, c’est possible"):
        actions.ask(yann, hedge, periods.of_hours(friday, time(20), time(10), saturday))
    booking = actions.ask(yann, hedge, periods.of_hours(friday, time(20), time(6), saturday))
    assert booking.ends_at - booking.starts_at == timedelta(hours=10)


def test_what_is_kept_is_not_asked_for_and_the_nearest_days_are_proposed(yann: Resident, drill: Listing) -> None:
    a_booking(drill, state=State.ACCEPTED, period=days(3, 2))
    with pytest.raises(Taken) as refused:
        actions.ask(yann, drill, days(4))
    proposed = [periods.first_day(period) for period in refused.value.nearest]
    assert proposed == [date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 1)]


def test_of_two_alike_the_second_is_free(yann: Resident, drill: Listing) -> None:
    an_availability(drill, quantity=2)
    a_booking(drill, state=State.ACCEPTED, period=days(3))
    booking = actions.accept(drill.author, actions.ask(yann, drill, days(3)))
    assert booking.item == 2


def test_the_same_days_are_asked_for_once(yann: Resident, drill: Listing) -> None:
    actions.ask(yann, drill, days(3, 2))
    with pytest.raises(NotBookable, match="déjà demandé"):
        actions.ask(yann, drill, days(4))


def test_one_does_not_wait_for_ten_answers(yann: Resident) -> None:
    for _ in range(actions.MOST_WAITING):
        a_booking(borrower=yann, talks=False)
    with pytest.raises(NotBookable, match="10 réponses"):
        actions.ask(yann, a_listing(), days(3))


def test_blocked_is_absent(maelle: Resident, yann: Resident, drill: Listing) -> None:
    residents.block(maelle, yann)
    with pytest.raises(NotBookable, match="plus en ligne"):
        actions.ask(yann, drill, days(3))


# Answering


def test_the_owner_accepts_and_the_dates_are_kept(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = actions.accept(maelle, actions.ask(yann, drill, days(3)))
    assert booking.state == State.ACCEPTED
    assert told(yann) == ["bookings.accepted"]
    other = a_booking(drill, a_resident("Awa"))
    with pytest.raises(Taken) as refused:
        actions.accept(maelle, other)
    assert refused.value.nearest
    other.refresh_from_db()
    assert other.state == State.ASKED


def test_the_borrower_does_not_answer_their_own_request(yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann)
    for deed in (actions.accept, actions.decline):
        with pytest.raises(NoSuchTransition):
            deed(yann, booking)


def test_nobody_else_touches_it(drill: Listing) -> None:
    with pytest.raises(NotYours):
        actions.accept(a_resident("Awa"), a_booking(drill))


def test_declining_says_why_in_their_conversation(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = actions.decline(maelle, actions.ask(yann, drill, days(3)), words="Je m’en sers ce jour-là.")
    assert booking.state == State.DECLINED
    assert booking.ended_at == NOW
    assert happened(booking)[-1] == "Je m’en sers ce jour-là."


def test_each_proposes_in_turn_until_one_accepts(maelle: Resident, yann: Resident) -> None:
    trailer = a_rental(maelle, cents=1000)
    booking = actions.ask(yann, trailer, days(3))
    booking = actions.counter(maelle, booking, days(5), price_cents=800)
    assert (booking.state, booking.price_cents) == (State.COUNTERED, 800)
    with pytest.raises(NoSuchTransition):
        actions.accept(maelle, booking)
    booking = actions.counter(yann, booking, days(6))
    assert (booking.state, booking.price_cents) == (State.ASKED, 1000)
    booking = actions.counter(maelle, booking, days(7))
    assert actions.accept(yann, booking).state == State.ACCEPTED
    assert told(maelle) == ["bookings.agreed", "bookings.asked", "bookings.countered"]


def test_the_owner_proposes_beyond_their_own_rules_and_the_borrower_does_not(
    maelle: Resident, yann: Resident, drill: Listing
) -> None:
    an_availability(drill, longest_hours=24)
    booking = actions.counter(maelle, actions.ask(yann, drill, days(3)), days(3, 4))
    assert len(periods.days_in(booking.period)) == 4
    with pytest.raises(BadPeriod):
        actions.counter(yann, booking, days(3, 5))


def test_what_is_free_stays_free(maelle: Resident, yann: Resident, drill: Listing) -> None:
    with pytest.raises(BadPrice):
        actions.counter(maelle, actions.ask(yann, drill, days(3)), days(3), price_cents=500)
    with pytest.raises(BadPrice):
        actions.counter(yann, a_booking(a_rental(), yann, state=State.COUNTERED), days(3), price_cents=-500)


def test_either_cancels_what_is_agreed(maelle: Resident, yann: Resident, drill: Listing) -> None:
    for actor in (maelle, yann):
        assert actions.cancel(actor, a_booking(drill, yann, state=State.ACCEPTED)).state == State.CANCELLED
    assert told(yann) == told(maelle) == ["bookings.cancelled"]


# Handing over and coming back


def test_it_is_out_when_both_say_so_and_over_when_both_say_so(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann, state=State.ACCEPTED, period=days(0))
    assert actions.hand_over(maelle, booking).state == State.ACCEPTED
    assert actions.hand_over(maelle, booking).state == State.ACCEPTED
    assert told(yann) == ["bookings.handed"]
    assert actions.hand_over(yann, booking).state == State.OUT
    assert actions.confirm_return(yann, booking).state == State.OUT
    assert actions.confirm_return(maelle, booking).state == State.RETURNED
    assert told(maelle) == ["bookings.given_back", "bookings.out"]
    with pytest.raises(NoSuchTransition):
        actions.cancel(maelle, booking)


def test_a_handover_is_not_told_before_the_day_before(maelle: Resident, drill: Listing) -> None:
    with pytest.raises(TooEarly):
        actions.hand_over(maelle, a_booking(drill, state=State.ACCEPTED))


def test_help_is_given_without_a_handover(yann: Resident) -> None:
    hedge = a_service()
    fields = {"unit": Unit.HOUR, "period": periods.of_hours(clock.today(), time(10), time(11)), "state": State.ACCEPTED}
    booking = a_booking(hedge, yann, **fields)
    with pytest.raises(NoSuchTransition):
        actions.hand_over(yann, booking)
    actions.confirm_return(yann, booking)
    assert actions.confirm_return(hedge.author, booking).state == State.RETURNED
    with pytest.raises(TooEarly):
        actions.confirm_return(yann, a_booking(hedge, yann, **fields | {"period": days(2)}))


def test_who_did_not_come_is_told_so_after_half_an_hour(maelle: Resident, yann: Resident, drill: Listing) -> None:
    with pytest.raises(TooEarly):
        actions.report_missed(maelle, a_booking(drill, yann, state=State.ACCEPTED))
    booking = actions.report_missed(maelle, a_booking(drill, yann, state=State.ACCEPTED, period=days(0)))
    assert (booking.state, booking.missed_by) == (State.MISSED, Side.BORROWER)
    assert told(yann) == ["bookings.missed"]


def test_who_says_that_they_came_is_not_said_to_have_missed(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = actions.hand_over(yann, a_booking(drill, yann, state=State.ACCEPTED, period=days(0)))
    with pytest.raises(TooEarly):
        actions.report_missed(maelle, booking)


# Parting


def test_a_block_cancels_what_is_not_begun_and_leaves_what_is_out(maelle: Resident, yann: Resident) -> None:
    agreed = a_booking(a_listing(maelle), yann, state=State.ACCEPTED)
    out = a_booking(a_listing(maelle), yann, state=State.OUT)
    of_others = a_booking(a_listing(maelle), state=State.ACCEPTED)
    residents.block(yann, maelle)
    states = [Booking.objects.get(pk=each.pk).state for each in (agreed, out, of_others)]
    assert states == [State.CANCELLED, State.OUT, State.ACCEPTED]
    assert told(maelle) == told(yann) == ["bookings.broken"]


def test_an_account_that_closes_cancels_and_leaves_the_other_their_history(maelle: Resident, yann: Resident) -> None:
    booking = a_booking(a_listing(maelle), yann, state=State.ACCEPTED)
    residents.leave(maelle)
    booking.refresh_from_db()
    assert (booking.state, booking.listing, booking.title) == (State.CANCELLED, None, "Perceuse à percussion")
    assert told(yann) == ["bookings.broken"]


def test_a_suspended_person_keeps_nothing_from_others(maelle: Resident, yann: Resident, drill: Listing) -> None:
    a_booking(drill, yann, state=State.ACCEPTED)
    Resident.objects.filter(pk=maelle.pk).update(suspended_at=NOW)
    assert tending.break_off_silenced() == 1
    assert tending.break_off_silenced() == 0
    assert told(yann) == ["bookings.broken"]
    assert not told(maelle)


def test_a_listing_that_is_gone_is_not_agreed_to(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann)
    drill.delete()
    with pytest.raises(NotBookable):
        actions.accept(maelle, booking)


def test_what_is_promised_in_a_swap_is_not_agreed_to(maelle: Resident, drill: Listing) -> None:
    booking = a_booking(drill)
    Listing.objects.update(state="promised")
    with pytest.raises(NotBookable, match="promise"):
        actions.accept(maelle, booking)


def test_a_withdrawn_listing_keeps_what_was_agreed(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann, state=State.ACCEPTED, period=days(0))
    listings.withdraw(maelle, drill)
    actions.hand_over(maelle, booking)
    assert actions.hand_over(yann, booking).state == State.OUT


def test_every_refusal_is_a_sentence() -> None:
    assert issubclass(Taken, Refused)
    assert str(Taken()).startswith("Ces dates viennent d’être prises")
