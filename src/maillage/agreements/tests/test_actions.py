"""One proposes, the other confirms; what both confirmed does not change; a change is another version."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from maillage.agreements import actions
from maillage.agreements.models import Agreement, AgreementPhoto, Deposit, State, Version, VersionState
from maillage.agreements.refusals import (
    NoSuchTransition,
    NothingChanged,
    NotToAgreeOn,
    NotYours,
    OutOfReach,
    Refused,
    Stale,
)
from maillage.agreements.tests.factories import a_loan, an_agreement, in_force, terms, with_deposit
from maillage.bookings import actions as bookings
from maillage.bookings.models import State as BookingState
from maillage.bookings.tests.factories import a_booking, a_service, days
from maillage.conversations.models import Message
from maillage.listings.tests.factories import a_listing
from maillage.notices.models import Notice
from maillage.platform import clock, media
from maillage.platform.tests.uploads import a_photo
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


def told(resident: Resident) -> list[str]:
    kinds = Notice.objects.filter(to=resident, kind__startswith="agreements.").values_list("kind", flat=True)
    return sorted(kind.removeprefix("agreements.") for kind in kinds)


def states(agreement: Agreement) -> list[str]:
    return list(agreement.versions.order_by("number").values_list("state", flat=True))


# Making


def test_one_tap_makes_it_in_the_words_of_the_listing():
    listing = a_listing(deposit="Un chèque de 50 €")
    agreement = actions.make(listing.author, a_booking(listing, state=BookingState.ACCEPTED))
    version = agreement.versions.get()
    assert (version.object, version.deposit_kind, version.deposit) == (
        listing.title,
        Deposit.BY_HAND,
        "Un chèque de 50 €",
    )
    assert agreement.booking is not None
    assert version.period == agreement.booking.period


def test_a_listing_that_asks_for_no_deposit_says_none():
    listing = a_listing(deposit="Aucune")
    agreement = actions.make(listing.author, a_booking(listing, state=BookingState.ACCEPTED))
    assert agreement.versions.get().deposit_kind == Deposit.NONE


def test_a_second_tap_answers_what_the_first_made():
    booking = a_loan()
    first = actions.make(booking.owner, booking)
    assert actions.make(booking.borrower, booking) == first
    assert first.versions.count() == 1


def test_the_other_is_told_and_it_stands_among_their_messages():
    agreement = an_agreement()
    assert told(agreement.borrower) == ["made"]
    assert not told(agreement.owner)
    assert Message.objects.filter(happening="agreements.made").count() == 1


@pytest.mark.parametrize("state", [BookingState.ASKED, BookingState.DECLINED, BookingState.RETURNED])
def test_nothing_is_agreed_on_before_the_booking_is_accepted_nor_after_its_end(state):
    booking = a_loan(state=state)
    with pytest.raises(NotToAgreeOn):
        actions.make(booking.owner, booking)


def test_help_is_not_lent():
    booking = a_booking(a_service(), state=BookingState.ACCEPTED)
    with pytest.raises(NotToAgreeOn):
        actions.make(booking.owner, booking)


def test_nobody_else_makes_changes_or_confirms_it():
    stranger, booking = a_resident("Gwen"), a_loan()
    with pytest.raises(NotYours):
        actions.make(stranger, booking)
    agreement = an_agreement(booking)
    for deed in (
        lambda: actions.change(stranger, agreement, terms(object="Autre"), base=1),
        lambda: actions.confirm(stranger, agreement, number=1),
        lambda: actions.drop(stranger, agreement, number=1),
    ):
        with pytest.raises(NotYours):
            deed()


# Confirming


def test_it_is_in_force_when_the_other_confirms():
    agreement = an_agreement()
    actions.confirm(agreement.borrower, agreement, number=1)
    agreement.refresh_from_db()
    assert agreement.state == State.IN_FORCE
    assert states(agreement) == ["agreed"]
    assert told(agreement.owner) == ["confirmed"]


def test_nobody_confirms_what_they_propose_themselves():
    agreement = an_agreement()
    with pytest.raises(NoSuchTransition):
        actions.confirm(agreement.owner, agreement, number=1)


def test_a_change_voids_what_the_other_had_confirmed():
    agreement = an_agreement()
    actions.change(agreement.borrower, agreement, terms(value_cents=9_000), base=1)
    assert states(agreement) == ["replaced", "proposed"]
    assert agreement.versions.get(number=2).owner_confirmed_at is None
    actions.confirm(agreement.owner, agreement, number=2)
    assert states(agreement) == ["replaced", "agreed"]


def test_confirming_a_version_that_changed_meanwhile_says_what_changed():
    agreement = an_agreement()
    actions.change(agreement.owner, agreement, with_deposit(value_cents=9_000), base=1)
    with pytest.raises(Stale) as refused:
        actions.confirm(agreement.borrower, agreement, number=1)
    assert [change.label for change in refused.value.changes] == ["Valeur déclarée", "Caution"]
    assert states(agreement) == ["replaced", "proposed"]


def test_a_form_filled_before_a_change_says_what_changed():
    agreement = an_agreement()
    actions.change(agreement.owner, agreement, terms(condition="Neuve."), base=1)
    with pytest.raises(Stale) as refused:
        actions.change(agreement.borrower, agreement, terms(value_cents=1), base=1)
    assert [change.label for change in refused.value.changes] == ["État convenu"]


def test_a_version_in_force_holds_until_both_confirm_another():
    agreement = in_force()
    actions.change(agreement.borrower, agreement, terms(value_cents=9_000), base=1)
    assert states(agreement) == ["agreed", "proposed"]
    actions.confirm(agreement.owner, agreement, number=2)
    assert states(agreement) == ["replaced", "agreed"]
    agreement.refresh_from_db()
    assert agreement.state == State.IN_FORCE


def test_a_change_of_nothing_is_not_one():
    agreement = an_agreement()
    with pytest.raises(NothingChanged):
        actions.change(agreement.borrower, agreement, terms(), base=1)
    assert states(agreement) == ["proposed"]


def test_saying_no_leaves_what_was_in_force():
    agreement = in_force()
    actions.change(agreement.owner, agreement, terms(value_cents=20_000), base=1)
    actions.drop(agreement.borrower, agreement, number=2)
    assert states(agreement) == ["agreed", "dropped"]
    assert "dropped" in told(agreement.owner)


def test_what_one_proposed_one_may_take_back():
    agreement = an_agreement()
    actions.drop(agreement.owner, agreement, number=1)
    assert states(agreement) == ["dropped"]
    actions.change(agreement.borrower, agreement, terms(), base=1)
    assert states(agreement) == ["dropped", "proposed"]


def test_dates_that_contradict_the_booking_are_not_confirmed():
    agreement = an_agreement()
    assert agreement.booking is not None
    agreement.booking.period = days(10)
    agreement.booking.save()
    with pytest.raises(NotToAgreeOn, match="dates"):
        actions.confirm(agreement.borrower, agreement, number=1)
    actions.change(agreement.borrower, agreement, terms(), base=1)  # the same words, the new dates
    assert agreement.versions.get(number=2).period == agreement.booking.period


# What both confirmed stays


@pytest.mark.parametrize(
    "change", [{"value_cents": 1}, {"condition": "Autre"}, {"owner_confirmed_at": None}, {"number": 7}]
)
def test_the_database_lets_nobody_rewrite_a_version(change):
    agreement = in_force()
    with pytest.raises(IntegrityError, match="version_stays"), transaction.atomic():
        agreement.versions.update(**change)


def test_the_database_lets_no_photo_join_what_both_confirmed():
    agreement = in_force()
    version = agreement.versions.get()
    photo = media.take(a_photo())
    with pytest.raises(IntegrityError, match="photos_stay"), transaction.atomic():
        AgreementPhoto.objects.create(agreement=agreement, version=version, photo=photo, position=0)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"value_cents": 0}, "version_value_reasonable"),
        ({"value_cents": 10_000_001}, "version_value_reasonable"),
        ({"deposit_kind": Deposit.BY_HAND, "deposit": ""}, "version_deposit_in_words"),
    ],
)
def test_the_database_holds_what_a_form_would_refuse(said, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        an_agreement(said=terms(**said))


def test_the_database_keeps_one_version_in_force():
    agreement = in_force()
    with pytest.raises(IntegrityError, match="version_agreed_once"), transaction.atomic():
        Version.objects.create(
            agreement=agreement, number=2, made_by="owner", state=VersionState.AGREED, object="?", unit="day",
            period=days(3), owner_confirmed_at=NOW, borrower_confirmed_at=NOW,
        )  # fmt: skip


# With the booking, and with people


def test_a_booking_that_is_cancelled_takes_its_agreement_with_it():
    agreement = an_agreement()
    assert agreement.booking is not None
    bookings.cancel(agreement.owner, agreement.booking)
    agreement.refresh_from_db()
    assert (agreement.state, states(agreement)) == (State.VOID, ["dropped"])
    with pytest.raises(NotToAgreeOn):
        actions.change(agreement.borrower, agreement, terms(object="Autre"), base=1)


def test_two_whom_a_block_parts_no_longer_agree_on_anything():
    agreement = in_force()
    assert agreement.booking is not None
    type(agreement.booking).objects.update(state=BookingState.OUT)  # what is out stays
    residents.block(agreement.borrower, agreement.owner)
    with pytest.raises(OutOfReach):
        actions.change(agreement.owner, agreement, terms(object="Autre"), base=1)


def test_nobody_proposes_without_end():
    agreement = an_agreement()
    for number in range(1, actions.MOST_VERSIONS):
        actions.change(agreement.owner, agreement, terms(value_cents=number), base=number)
    with pytest.raises(Refused, match="beaucoup changé"):
        actions.change(agreement.owner, agreement, terms(value_cents=999), base=actions.MOST_VERSIONS)
