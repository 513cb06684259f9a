from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from maillage.conversations import happenings
from maillage.conversations.models import Message
from maillage.conversations.refusals import Closed
from maillage.listings import actions as listings
from maillage.listings import holds
from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Refused
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions, jobs, queries
from maillage.swaps.models import State, Swap, SwapItem
from maillage.swaps.tests.factories import a_swap, an_accepted_swap, an_offer, terms

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


def states() -> set[str]:
    return set(Listing.objects.values_list("state", flat=True))


def committing(deed: Callable[[], object]) -> None:
    """Do it, and check what the end of a transaction checks."""
    with transaction.atomic():
        deed()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def told(to: Resident) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("id").values_list("kind", flat=True))


def test_some_of_mine_against_some_of_yours_with_a_balance(maelle: Resident, yann: Resident):
    table, lamp, bicycle = an_offer(maelle, "Table"), an_offer(maelle, "Lampe"), an_offer(yann, "Vélo")
    swap = a_swap(maelle, yann, [table, lamp], [bicycle], balance_cents=1000, words="Samedi ?")
    assert told(yann) == ["swaps.proposed"]
    assert actions.balance_words(swap, yann) == "Maëlle vous remet 10\u202f€."
    assert actions.balance_words(swap, maelle) == "Vous remettez 10\u202f€ à Yann."
    said = Message.objects.get(conversation=swap.conversation)
    assert happenings.words(said.happening, "", said.facts).replace("\u00a0", " ") == (
        "Vous proposez un troc : « Table » et « Lampe » contre « Vélo ». « Samedi ? »"
    )
    assert states() == {ListingState.OPEN}


def test_nobody_swaps_with_themselves(maelle: Resident):
    with pytest.raises(Refused, match="soi-même"):
        actions.propose(maelle, maelle, terms([an_offer(maelle)], [an_offer(maelle)]))


@pytest.mark.parametrize("empty", ["mine", "yours"])
def test_a_swap_has_two_sides(maelle: Resident, yann: Resident, empty: str):
    sides = {"mine": [an_offer(maelle)], "yours": [an_offer(yann)]} | {empty: []}
    with pytest.raises(Refused, match="deux côtés"):
        actions.propose(maelle, yann, terms(sides["mine"], sides["yours"]))


@pytest.mark.parametrize("balance_cents", [100_001, -100_001])
def test_a_balance_too_large_is_refused_in_words(maelle: Resident, yann: Resident, balance_cents: int):
    with pytest.raises(Refused, match="plutôt une vente"):
        a_swap(maelle, yann, balance_cents=balance_cents)


@pytest.mark.parametrize("changes", [{"state": "done"}, {"state": "promised"}, {"expires_at": NOON - timedelta(900)}])
def test_what_is_not_online_is_not_swapped(maelle: Resident, yann: Resident, changes: dict[str, object]):
    bicycle = an_offer(yann)
    Listing.objects.filter(pk=bicycle.pk).update(**changes)
    with pytest.raises(holds.NotFree, match="plus libre"):
        a_swap(maelle, yann, yours=[bicycle])


def test_nobody_gives_what_is_of_a_third(maelle: Resident, yann: Resident):
    of_a_third = an_offer(a_resident("Colette"))
    for mine, yours in (([of_a_third], [an_offer(yann)]), ([an_offer(maelle)], [of_a_third])):
        with pytest.raises(Refused, match="pas du côté choisi"):
            a_swap(maelle, yann, mine, yours)


def test_nobody_insists(maelle: Resident, yann: Resident):
    for _ in range(3):
        a_swap(maelle, yann)
    with pytest.raises(Refused, match="attendent déjà"):
        a_swap(maelle, yann)


def test_nobody_proposes_to_one_who_is_absent_for_them(maelle: Resident, yann: Resident):
    residents.block(yann, maelle)
    with pytest.raises(Closed):
        a_swap(maelle, yann)


def test_accepting_promises_everything_at_once(maelle: Resident, yann: Resident):
    swap = an_accepted_swap(
        maelle, yann, mine=[an_offer(maelle, "Table"), an_offer(maelle, "Lampe")], yours=[an_offer(yann)]
    )
    assert swap.state == State.ACCEPTED
    assert states() == {ListingState.PROMISED}
    assert Hold.objects.filter(by_id=swap.pk).count() == 3
    assert told(maelle) == ["swaps.accepted"]


def test_where_one_thing_is_taken_nothing_is_promised(maelle: Resident, yann: Resident):
    table, lamp, bicycle = an_offer(maelle, "Table"), an_offer(maelle, "Lampe"), an_offer(yann, "Vélo")
    both = a_swap(maelle, yann, [table, lamp], [bicycle])
    an_accepted_swap(maelle, a_resident("Colette"), mine=[lamp])
    with pytest.raises(holds.NotFree, match="Lampe"):
        actions.accept(yann, both)
    assert Swap.objects.get(pk=both.pk).is_proposed
    assert {listing.title: listing.state for listing in Listing.objects.all()}["Table"] == ListingState.OPEN


def test_others_who_wait_over_it_are_told(maelle: Resident, yann: Resident):
    colette, bicycle = a_resident("Colette"), an_offer(yann)
    a_swap(colette, yann, yours=[bicycle])
    an_accepted_swap(maelle, yann, yours=[bicycle])
    assert told(colette) == ["swaps.taken"]


def test_a_counter_proposal_replaces_the_first_and_keeps_it_readable(maelle: Resident, yann: Resident):
    table, bicycle, saw = an_offer(maelle, "Table"), an_offer(yann, "Vélo"), an_offer(yann, "Scie")
    first = a_swap(maelle, yann, [table], [bicycle])
    second = actions.counter(yann, first, terms([saw], [table], balance_cents=-500))
    assert Swap.objects.get(pk=first.pk).state == State.COUNTERED
    assert queries.versions(second) == [first, second]
    assert second.conversation == first.conversation
    assert told(maelle) == ["swaps.countered"]
    third = actions.counter(maelle, second, terms([table], [saw]))
    assert actions.accept(yann, third).is_accepted
    assert len(queries.versions(first)) == 3


def test_what_was_countered_is_accepted_no_more(maelle: Resident, yann: Resident):
    table, bicycle = an_offer(maelle, "Table"), an_offer(yann, "Vélo")
    first = a_swap(maelle, yann, [table], [bicycle])
    actions.counter(yann, first, terms([bicycle], [table], balance_cents=-500))
    with pytest.raises(Refused, match="plus possible"):
        actions.accept(yann, first)


@pytest.mark.parametrize("action", [actions.accept, actions.decline])
def test_nobody_answers_their_own_proposal(maelle: Resident, action):
    with pytest.raises(actions.NotForYou):
        action(maelle, a_swap(maelle))


def test_only_who_proposed_takes_it_back(yann: Resident):
    with pytest.raises(actions.NotForYou):
        actions.withdraw(yann, a_swap(None, yann))


@pytest.mark.parametrize("action", [actions.break_off, actions.finish])
def test_a_third_person_has_no_say(action):
    with pytest.raises(actions.NotForYou):
        action(a_resident("Colette"), an_accepted_swap())


@pytest.mark.parametrize("breaker", [0, 1])
def test_breaking_frees_everything(maelle: Resident, yann: Resident, breaker: int):
    swap = an_accepted_swap(maelle, yann)
    who, other = ((maelle, yann), (yann, maelle))[breaker]
    actions.break_off(who, swap)
    assert states() == {ListingState.OPEN}
    assert not Hold.objects.exists()
    assert told(other)[-1] == "swaps.broken"


def test_it_is_done_once_both_have_said_so(maelle: Resident, yann: Resident):
    swap = an_accepted_swap(maelle, yann, mine=[an_offer(maelle, "Ponceuse", mode="loan", in_return="")])
    for _ in range(2):
        assert actions.finish(maelle, swap).is_accepted
    assert actions.finish(yann, swap).state == State.DONE
    after = {listing.title: listing.state for listing in Listing.objects.all()}
    assert after == {"Ponceuse": ListingState.OPEN, "Vélo": ListingState.DONE}
    assert told(maelle)[-1] == told(yann)[-1] == "swaps.done"


def test_a_proposal_that_nobody_answers_lapses(maelle: Resident, yann: Resident):
    with clock.at(NOON):
        a_swap(maelle, yann)
    for days, state in ((13, State.PROPOSED), (14, State.WITHDRAWN)):
        with clock.at(NOON + timedelta(days=days)):
            jobs.tend(timestamp=0)
        assert Swap.objects.get().state == state
    assert told(maelle) == ["swaps.lapsed"]


def test_each_who_says_nothing_of_an_accepted_swap_is_asked_once(maelle: Resident, yann: Resident):
    with clock.at(NOON):
        actions.finish(maelle, an_accepted_swap(maelle, yann))
    with clock.at(NOON + timedelta(days=8)):
        jobs.tend(timestamp=0)
        jobs.tend(timestamp=0)
    assert told(yann).count("swaps.is_it_done") == 1
    assert "swaps.is_it_done" not in told(maelle)


@pytest.mark.parametrize("leave", [listings.withdraw, listings.mark_done])
def test_a_proposal_over_what_left_has_lapsed(maelle: Resident, yann: Resident, leave):
    bicycle = an_offer(yann)
    a_swap(maelle, yann, yours=[bicycle])
    leave(yann, bicycle)
    assert Swap.objects.get().state == State.WITHDRAWN
    assert told(maelle) == ["swaps.lapsed"]


def test_what_moderation_hides_frees_the_rest_of_the_swap(maelle: Resident, yann: Resident):
    table, bicycle = an_offer(maelle, "Table"), an_offer(yann, "Vélo")
    an_accepted_swap(maelle, yann, mine=[table], yours=[bicycle])
    listings.hide(bicycle.pk)
    jobs.release_now()
    assert Swap.objects.get().state == State.BROKEN
    table.refresh_from_db()
    bicycle.refresh_from_db()
    assert (table.state, bicycle.state) == (ListingState.OPEN, ListingState.HIDDEN)
    assert not Hold.objects.exists()


@pytest.mark.parametrize("parts", [
    residents.block,
    lambda yann, maelle: residents.leave(maelle),
    lambda yann, maelle: Resident.objects.filter(pk=maelle.pk).update(suspended_at=NOON),
])  # fmt: skip
@pytest.mark.parametrize("make", [a_swap, an_accepted_swap])
def test_a_swap_between_people_who_part_ends_in_neutral_words(maelle: Resident, yann: Resident, parts, make):
    make(maelle, yann)
    parts(yann, maelle)
    jobs.release_now()
    assert Swap.objects.get().state in (State.WITHDRAWN, State.BROKEN)
    assert set(Listing.objects.filter(author=yann).values_list("state", flat=True)) == {ListingState.OPEN}
    assert Notice.objects.filter(to=yann).latest("id").by is None


def test_the_words_of_one_who_leaves_go_with_them(maelle: Resident, yann: Resident):
    a_swap(maelle, yann, words="Ma fille passera")
    residents.leave(maelle)
    assert Swap.objects.get().words == ""


def test_the_database_refuses_a_thing_in_two_accepted_swaps(maelle: Resident, yann: Resident):
    bicycle = an_offer(yann)
    swap, other = an_accepted_swap(maelle, yann, yours=[bicycle]), Swap(proposer=maelle, other=yann, state="accepted")
    other.save()
    SwapItem.objects.create(swap=other, listing=bicycle, side="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(listing_id=bicycle.pk, by_kind="swap", by_id=other.pk)
    other.delete()
    assert Hold.objects.get(listing=bicycle).by_id == swap.pk


@pytest.mark.parametrize("halve", [
    lambda swap: Hold.objects.filter(by_id=swap.pk).first().delete(),
    lambda swap: Swap.objects.filter(pk=swap.pk).update(state="broken", closed_at=NOON),
])  # fmt: skip
def test_the_database_refuses_half_a_swap(halve):
    swap = an_accepted_swap()
    with pytest.raises(IntegrityError, match="hold"):
        committing(lambda: halve(swap))


def test_the_database_refuses_an_accepted_swap_that_holds_nothing():
    swap = a_swap()
    with pytest.raises(IntegrityError, match="does not hold"):
        committing(lambda: Swap.objects.filter(pk=swap.pk).update(state="accepted"))


@pytest.mark.parametrize("wrong", [
    {"balance_cents": 100_001}, {"state": "done", "closed_at": NOON}, {"closed_at": NOON}, {"state": "declined"},
])  # fmt: skip
def test_the_database_refuses_what_makes_no_sense(wrong: dict[str, object]):
    swap = a_swap()
    with pytest.raises(IntegrityError), transaction.atomic():
        Swap.objects.filter(pk=swap.pk).update(**wrong)
