from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from maillage.conversations import happenings
from maillage.conversations.models import Conversation, Message
from maillage.conversations.refusals import Closed
from maillage.listings import actions as listings
from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Held, Refused
from maillage.listings.tests.factories import a_listing, a_request
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.promises import actions, jobs, queries
from maillage.promises.models import Claim, State
from maillage.promises.tests.factories import a_claim, a_gift, a_promise, a_sale
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def bed(yann: Resident) -> Listing:
    return a_gift(yann)


def state_of(listing: Listing) -> str:
    return str(Listing.objects.values_list("state", flat=True).get(pk=listing.pk))


def told(to: Resident) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("id").values_list("kind", flat=True))


def test_who_wants_it_takes_a_place_and_talks_with_the_owner(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_claim(maelle, bed, words="Je peux venir samedi.")
    assert claim.is_waiting
    assert told(yann) == ["promises.claimed"]
    said = Message.objects.get(conversation=claim.conversation)
    assert happenings.words(said.happening, "Maëlle", said.facts).replace("\u00a0", " ") == (
        "Maëlle voudrait « Lit de bébé ». « Je peux venir samedi. »"
    )


def test_claiming_twice_keeps_the_first_place(maelle: Resident, bed: Listing):
    assert a_claim(maelle, bed) == a_claim(maelle, bed, words="Encore moi")
    assert Conversation.objects.count() == 1


def test_neighbours_wait_in_the_order_in_which_they_came(yann: Resident, bed: Listing):
    people = [a_resident(f"Voisin {number}") for number in range(3)]
    for person in people:
        a_claim(person, bed)
    assert [claim.claimant for claim in queries.line(yann, bed).waiting] == people
    assert [queries.place_of(person, bed).number for person in people] == [1, 2, 3]


def test_a_clock_that_goes_back_lets_nobody_pass(yann: Resident, bed: Listing):
    with clock.at(NOON):
        first = a_claim(a_resident("Maëlle"), bed)
    with clock.at(NOON - timedelta(minutes=5)):
        second = a_claim(a_resident("Colette"), bed)
    assert queries.line(yann, bed).waiting == [first, second]


@pytest.mark.parametrize("changes", [
    {"mode": "loan"}, {"state": "done"}, {"state": "withdrawn"}, {"state": "expired"}, {"state": "draft"},
    {"state": "hidden"}, {"expires_at": NOON - timedelta(days=900)},
])  # fmt: skip
def test_only_what_is_given_or_sold_here_and_now_is_claimed(maelle: Resident, changes: dict[str, Any]):
    with pytest.raises(Refused, match="plus en ligne"):
        actions.claim(maelle, a_gift(**changes))


def test_a_request_is_not_claimed(maelle: Resident):
    with pytest.raises(Refused):
        actions.claim(maelle, a_request(mode="gift"))


def test_nobody_claims_what_is_theirs(yann: Resident, bed: Listing):
    with pytest.raises(Refused, match="la vôtre"):
        actions.claim(yann, bed)


def test_nobody_claims_from_one_who_is_absent_for_them(yann: Resident, maelle: Resident, bed: Listing):
    residents.block(yann, maelle)
    with pytest.raises(Closed):
        actions.claim(maelle, bed)
    assert not Claim.objects.exists()


def test_a_promise_is_to_one_and_the_others_keep_their_place(yann: Resident, maelle: Resident, bed: Listing):
    colette = a_resident("Colette")
    first, second = a_claim(maelle, bed), a_claim(colette, bed)
    actions.promise(yann, first)
    assert state_of(bed) == ListingState.PROMISED
    assert told(maelle) == ["promises.promised"]
    assert told(colette) == ["promises.passed_over"]
    assert queries.place_of(colette, bed).number == 1
    with pytest.raises(Refused, match="plus libre"):
        actions.promise(yann, second)


def test_the_owner_may_choose_another_than_the_first(yann: Resident, bed: Listing):
    first, second = a_claim(a_resident("Maëlle"), bed), a_claim(a_resident("Colette"), bed)
    actions.promise(yann, second)
    assert queries.line(yann, bed).waiting == [first]


def test_one_joins_the_line_of_what_is_promised(bed: Listing):
    a_promise(a_resident("Maëlle"), bed)
    colette = a_resident("Colette")
    a_claim(colette, bed)
    assert queries.place_of(colette, bed).number == 1


@pytest.mark.parametrize("action", [actions.promise, actions.release, actions.keep, actions.withdraw, actions.decline])
def test_nobody_else_decides(action, bed: Listing):
    claim = a_claim(None, bed)
    with pytest.raises(actions.NotForYou):
        action(a_resident("Ailleurs"), claim)


def test_the_one_who_waits_does_not_promise_to_themselves(maelle: Resident, bed: Listing):
    with pytest.raises(actions.NotForYou):
        actions.promise(maelle, a_claim(maelle, bed))


def test_a_promise_broken_by_its_owner_brings_the_listing_back(yann: Resident, maelle: Resident, bed: Listing):
    colette = a_resident("Colette")
    claim = a_promise(maelle, bed)
    a_claim(colette, bed)
    actions.release(yann, claim)
    assert state_of(bed) == ListingState.OPEN
    assert told(maelle)[-1] == "promises.broken_by_owner"
    assert told(colette)[-1] == "promises.first_in_line"
    assert not Hold.objects.exists()


def test_a_promise_given_up_proposes_the_next_in_line_to_the_owner(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_promise(maelle, bed)
    following = a_claim(a_resident("Colette"), bed)
    actions.release(maelle, claim)
    assert told(yann)[-2:] == ["promises.broken_by_claimant", "promises.next_in_line"]
    assert queries.line(yann, bed).next == following


def test_it_is_done_once_both_have_said_so(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_promise(maelle, bed)
    waiting = a_claim(a_resident("Colette"), bed)
    assert actions.keep(maelle, claim).is_promised
    assert told(yann)[-1] == "promises.received"
    assert actions.keep(yann, claim).state == State.KEPT
    assert state_of(bed) == ListingState.DONE
    assert Claim.objects.get(pk=waiting.pk).state == State.RELEASED
    assert told(waiting.claimant)[-1] == "promises.gone"


def test_saying_it_twice_is_not_saying_it_for_the_other(yann: Resident, bed: Listing):
    claim = a_promise(None, bed)
    for _ in range(2):
        assert actions.keep(yann, claim).is_promised


def test_what_was_handed_over_is_done_after_a_week_of_silence(yann: Resident, bed: Listing):
    with clock.at(NOON):
        claim = a_promise(None, bed)
        actions.keep(yann, claim)
    with clock.at(NOON + timedelta(days=6, hours=23)):
        jobs.tend(timestamp=0)
        assert Claim.objects.get().is_promised
    with clock.at(NOON + timedelta(days=7, minutes=1)):
        jobs.tend(timestamp=0)
        jobs.tend(timestamp=0)
    assert Claim.objects.get().state == State.KEPT
    assert told(claim.claimant).count("promises.kept") == 1


def test_what_the_claimant_alone_received_is_not_done_by_the_clock(maelle: Resident, bed: Listing):
    with clock.at(NOON):
        actions.keep(maelle, a_promise(maelle, bed))
    with clock.at(NOON + timedelta(days=30)):
        jobs.tend(timestamp=0)
    assert Claim.objects.get().is_promised


def test_a_silent_promise_is_asked_about_once(yann: Resident, maelle: Resident, bed: Listing):
    with clock.at(NOON):
        a_promise(maelle, bed)
    with clock.at(NOON + timedelta(days=8)):
        jobs.tend(timestamp=0)
        jobs.tend(timestamp=0)
    assert told(maelle).count("promises.is_it_done") == told(yann).count("promises.is_it_done") == 1


def test_who_received_nothing_says_so_before_the_week_is_over(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_promise(maelle, bed)
    actions.keep(yann, claim)
    actions.release(maelle, claim)
    assert state_of(bed) == ListingState.OPEN


def test_one_leaves_the_line_and_may_come_back_at_its_end(yann: Resident, maelle: Resident, bed: Listing):
    first, second = a_claim(maelle, bed), a_claim(a_resident("Colette"), bed)
    actions.withdraw(maelle, first)
    again = a_claim(maelle, bed)
    assert queries.line(yann, bed).waiting == [second, again]


def test_the_buttons_of_the_listing_leave_a_promise_alone(yann: Resident, bed: Listing):
    a_promise(None, bed)
    for action in (listings.promise, listings.mark_done, listings.renew, listings.withdraw):
        with pytest.raises(Held):
            action(yann, bed)


def test_promised_outside_the_site_the_line_stays(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_claim(maelle, bed)
    listings.promise(yann, bed)
    assert told(maelle) == ["promises.passed_over"]
    with pytest.raises(Refused, match="plus libre"):
        actions.promise(yann, claim)
    listings.renew(yann, bed)
    assert actions.promise(yann, claim).is_promised


@pytest.mark.parametrize("leave", [listings.withdraw, listings.mark_done])
def test_those_who_wait_hear_that_it_is_gone(yann: Resident, maelle: Resident, bed: Listing, leave):
    claim = a_claim(maelle, bed)
    leave(yann, bed)
    assert Claim.objects.get(pk=claim.pk).state == State.RELEASED
    assert told(maelle) == ["promises.gone"]


def test_an_expired_listing_leaves_nobody_waiting(maelle: Resident, bed: Listing):
    a_claim(maelle, bed)
    Listing.objects.update(expires_at=clock.now())
    listings.expire_due()
    assert Claim.objects.get().state == State.RELEASED


def test_what_moderation_hides_is_promised_to_nobody(maelle: Resident, bed: Listing):
    a_promise(maelle, bed)
    listings.hide(bed.pk)
    assert Claim.objects.get().state == State.RELEASED
    assert not Hold.objects.exists()
    assert told(maelle)[-1] == "promises.undone"


@pytest.mark.parametrize("parts", [
    residents.block,
    lambda yann, maelle: residents.block(maelle, yann),
    lambda yann, maelle: residents.leave(maelle),
    lambda yann, maelle: Resident.objects.filter(pk=maelle.pk).update(suspended_at=NOON),
])  # fmt: skip
def test_a_promise_between_people_who_part_is_released_in_neutral_words(
    yann: Resident, maelle: Resident, bed: Listing, parts
):
    a_promise(maelle, bed)
    parts(yann, maelle)
    jobs.release_now()
    assert state_of(bed) == ListingState.OPEN
    assert Claim.objects.get().state == State.RELEASED
    notice = Notice.objects.filter(to=yann).latest("id")
    assert (notice.kind, notice.by) == ("promises.undone", None)


def test_when_the_owner_leaves_those_who_wait_are_told(yann: Resident, maelle: Resident, bed: Listing):
    a_claim(maelle, bed)
    residents.leave(yann)
    assert told(maelle) == ["promises.gone"]
    assert not Claim.objects.exists()


def test_the_words_of_one_who_leaves_go_with_them(maelle: Resident, bed: Listing):
    a_claim(maelle, bed, words="Pour ma fille Louise")
    residents.leave(maelle)
    assert Claim.objects.get().words == ""


def test_a_sale_is_promised_at_the_price_agreed(yann: Resident):
    bicycle = a_sale(yann, price_cents=5000)
    claim = a_claim(None, bicycle)
    assert claim.price_cents == 5000
    assert actions.promise(yann, claim, price_cents=4500).price_cents == 4500


@pytest.mark.parametrize("price_cents", [0, -1, 10_000_001])
def test_a_price_that_is_none_is_refused_in_words(yann: Resident, price_cents: int):
    claim = a_claim(None, a_sale(yann))
    with pytest.raises(Refused, match="plus grand que zéro"):
        actions.promise(yann, claim, price_cents=price_cents)
    assert Claim.objects.get().is_waiting


def test_a_gift_has_no_price_whatever_is_sent(yann: Resident, bed: Listing):
    assert actions.promise(yann, a_claim(None, bed), price_cents=100).price_cents is None


def test_the_ledger_reads_the_sales_of_a_year_of_this_country(yann: Resident):
    def sold(moment: datetime, cents: int) -> Claim:
        with clock.at(moment):
            claim = a_promise(a_resident("Acheteuse"), a_sale(yann, price_cents=cents))
            actions.keep(claim.claimant, claim)
            return actions.keep(yann, claim)

    before = sold(datetime(2026, 12, 31, 22, 59, tzinfo=UTC), 1000)
    after = sold(datetime(2026, 12, 31, 23, 1, tzinfo=UTC), 2500)  # already the new year in Paris
    a_promise(None, a_sale(yann))
    assert queries.kept_sales(yann, 2026) == [before]
    assert queries.kept_sales(yann, 2027) == [after]
    assert queries.kept_sales_sum(yann, 2027) == (1, 2500)
    assert queries.kept_sales_sum(before.claimant, 2026) == (0, 0)


def test_claims_that_are_over_leave_after_two_years(maelle: Resident, bed: Listing):
    with clock.at(NOON):
        actions.withdraw(maelle, a_claim(maelle, bed))
    for days, is_there in ((729, True), (731, False)):
        with clock.at(NOON + timedelta(days=days)):
            jobs.forget(timestamp=0)
        assert Claim.objects.exists() == is_there


def test_the_database_refuses_two_promises_of_one_thing(bed: Listing):
    a_promise(a_resident("Maëlle"), bed)
    second = a_claim(a_resident("Colette"), bed)
    with pytest.raises(IntegrityError, match="claim_one_promised"), transaction.atomic():
        Claim.objects.filter(pk=second.pk).update(state=State.PROMISED, promised_at=NOON)


def test_the_database_refuses_a_free_sale_and_an_end_without_a_day(bed: Listing):
    claim = a_claim(None, bed)
    for wrong in ({"price_cents": 0}, {"state": State.WITHDRAWN}, {"closed_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**wrong)


def test_a_line_has_an_end(bed: Listing, monkeypatch):
    monkeypatch.setattr(actions, "LONGEST_LINE", 1)
    a_claim(a_resident("Maëlle"), bed)
    with pytest.raises(Refused, match="Trop de personnes"):
        a_claim(a_resident("Colette"), bed)


def test_a_loan_has_no_line():
    assert not actions.may_be_claimed(a_listing())
