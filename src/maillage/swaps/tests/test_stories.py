"""Whatever people do with swaps, in whatever order, what is promised and what is free is what a model says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from maillage.listings import actions as listings
from maillage.listings import holds, passings
from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Refused
from maillage.platform import clock
from maillage.platform.following import Followers
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions
from maillage.swaps.models import State, Swap
from maillage.swaps.tests.factories import an_offer, terms

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 25, 12, tzinfo=UTC)
PEOPLE = 3
# Of each person, the first is to swap, the second a loan: there again once the swap is done.
EACH = 2
LASTING = 1
person = st.sampled_from(range(PEOPLE))
some = st.sets(st.sampled_from(range(EACH)), max_size=EACH)
balance = st.sampled_from((-1000, 0, 500))


@dataclass
class Deal:
    """A proposal as it must be. Things are (owner, number)."""

    swap: Swap
    proposer: int
    other: int
    things: frozenset[tuple[int, int]]
    state: str = "proposed"
    done: set[int] = field(default_factory=set)


class Swapping(RuleBasedStateMachine):
    """Three neighbours with two things each."""

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.moment = BEGIN
        self.deals: list[Deal] = []
        self.things: dict[tuple[int, int], str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize()
    def arrive(self) -> None:
        self.people = [a_resident(f"Voisin {number}") for number in range(PEOPLE)]
        far = BEGIN + timedelta(days=3650)
        self.listings = {
            (one, number): an_offer(self.people[one], expires_at=far, mode="loan" if number == LASTING else "swap")
            for one in range(PEOPLE)
            for number in range(EACH)
        }
        self.things = dict.fromkeys(self.listings, "open")
        self.offer(0, 1, {0, 1}, {0}, 0)
        self.offer(2, 1, {0}, {0, 1}, 0)

    def tries(self, may: bool, deed: object, *about: object) -> object:
        """Do it at the next moment: refused if and only if the model says so."""
        self.moment += timedelta(minutes=10)
        try:
            with clock.at(self.moment), transaction.atomic():
                done = deed(*about)  # type: ignore[operator]
        except Refused:
            assert not may
            return None
        assert may
        return done

    @rule(one=person, other=person, mine=some, yours=some, cents=balance)
    def offer(self, one: int, other: int, mine: set[int], yours: set[int], cents: int) -> None:
        things = frozenset({(one, number) for number in mine} | {(other, number) for number in yours})
        waiting = sum(deal.state == "proposed" and (deal.proposer, deal.other) == (one, other) for deal in self.deals)
        may = one != other and bool(mine) and bool(yours) and self.all_open(things) and waiting < actions.MOST_WAITING
        said = self.terms(one, other, mine, yours, cents)
        made = self.tries(may, actions.propose, self.people[one], self.people[other], said)
        if isinstance(made, Swap):
            self.deals.append(Deal(made, one, other, things))

    @precondition(lambda self: self.deals)
    @rule(data=st.data(), who=person, mine=some, yours=some, cents=balance)
    def counter(self, data: st.DataObject, who: int, mine: set[int], yours: set[int], cents: int) -> None:
        deal = self.some_deal(data)
        things = frozenset({(who, number) for number in mine} | {(deal.proposer, number) for number in yours})
        may = who == deal.other and deal.state == "proposed" and bool(mine) and bool(yours) and self.all_open(things)
        said = self.terms(who, deal.proposer, mine, yours, cents)
        made = self.tries(may, actions.counter, self.people[who], deal.swap, said)
        if isinstance(made, Swap):
            deal.state = "countered"
            self.deals.append(Deal(made, who, deal.proposer, things))

    @precondition(lambda self: self.deals)
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        deal = self.some_deal(data)
        may = deal.state == "proposed" and self.all_open(deal.things)
        if self.tries(may, actions.accept, self.people[deal.other], deal.swap):
            deal.state = "accepted"
            self.things.update(dict.fromkeys(deal.things, "held"))

    @precondition(lambda self: self.deals)
    @rule(data=st.data(), who=person)
    def decline(self, data: st.DataObject, who: int) -> None:
        deal = self.some_deal(data)
        if self.tries(deal.state == "proposed" and who == deal.other, actions.decline, self.people[who], deal.swap):
            deal.state = "declined"

    @precondition(lambda self: self.deals)
    @rule(data=st.data(), who=person)
    def withdraw(self, data: st.DataObject, who: int) -> None:
        deal = self.some_deal(data)
        if self.tries(deal.state == "proposed" and who == deal.proposer, actions.withdraw, self.people[who], deal.swap):
            deal.state = "withdrawn"

    @precondition(lambda self: self.deals)
    @rule(data=st.data(), who=person)
    def break_off(self, data: st.DataObject, who: int) -> None:
        deal = self.some_deal(data)
        may = deal.state == "accepted" and who in (deal.proposer, deal.other)
        if self.tries(may, actions.break_off, self.people[who], deal.swap):
            deal.state = "broken"
            self.things.update(dict.fromkeys(deal.things, "open"))

    @precondition(lambda self: self.deals)
    @rule(data=st.data(), who=person)
    def finish(self, data: st.DataObject, who: int) -> None:
        deal = self.some_deal(data)
        may = deal.state == "accepted" and who in (deal.proposer, deal.other)
        if not self.tries(may, actions.finish, self.people[who], deal.swap):
            return
        deal.done.add(who)
        if len(deal.done) == 2:
            deal.state = "done"
            for thing in deal.things:
                self.ends(thing, "open" if thing[1] == LASTING else "done")

    @rule(one=person, number=st.sampled_from(range(EACH)))
    def promise_outside(self, one: int, number: int) -> None:
        thing = (one, number)
        if self.tries(self.things[thing] == "open", listings.promise, self.people[one], self.listings[thing]):
            self.things[thing] = "taken"

    @rule(one=person, number=st.sampled_from(range(EACH)))
    def end_outside(self, one: int, number: int) -> None:
        thing = (one, number)
        may = self.things[thing] in ("open", "taken")
        if self.tries(may, listings.mark_done, self.people[one], self.listings[thing]):
            self.ends(thing, "done")

    @rule(one=person, number=st.sampled_from(range(EACH)))
    def put_back(self, one: int, number: int) -> None:
        thing = (one, number)
        if self.tries(self.things[thing] != "held", listings.renew, self.people[one], self.listings[thing]):
            self.things[thing] = "open"

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        states = dict(Swap.objects.values_list("pk", "state"))
        assert {deal.swap.pk: deal.state for deal in self.deals} == states
        held = {
            (self.listings[thing].pk, deal.swap.pk)
            for deal in self.deals
            if deal.state == State.ACCEPTED
            for thing in deal.things
        }
        assert set(Hold.objects.values_list("listing", "by_id")) == held
        after = {"taken": ListingState.PROMISED, "held": ListingState.PROMISED}
        found: dict[UUID, str] = dict(Listing.objects.values_list("pk", "state"))
        for thing, state in self.things.items():
            assert found[self.listings[thing].pk] == after.get(state, state)

    def ends(self, thing: tuple[int, int], state: str) -> None:
        self.things[thing] = state
        if state == "done":
            for deal in self.deals:
                if deal.state == "proposed" and thing in deal.things:
                    deal.state = "withdrawn"

    def all_open(self, things: frozenset[tuple[int, int]]) -> bool:
        return all(self.things[thing] == "open" for thing in things)

    def terms(self, one: int, other: int, mine: set[int], yours: set[int], cents: int) -> actions.Terms:
        return terms(
            [self.listings[one, number] for number in sorted(mine)],
            [self.listings[other, number] for number in sorted(yours)],
            cents,
        )

    def some_deal(self, data: st.DataObject) -> Deal:
        """One that was made, over or not: pages stay open."""
        return self.deals[data.draw(st.integers(0, len(self.deals) - 1))]


STORIES = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_whatever_people_do_each_swap_is_whole():
    run_state_machine_as_test(Swapping, settings=STORIES)


class Drawn:
    """Draws always the same, for a story told by hand."""

    def __init__(self, number: int) -> None:
        self.number = number

    def draw(self, _: object) -> int:
        return self.number


def accepted_then_done(story: Swapping) -> None:
    story.accept(Drawn(0))
    story.finish(Drawn(0), 0)
    story.finish(Drawn(0), 1)


def accepted_then_broken(story: Swapping) -> None:
    story.accept(Drawn(0))
    story.break_off(Drawn(0), 1)


def taken_away(story: Swapping) -> None:
    story.end_outside(1, 0)


@pytest.mark.parametrize(("where", "name", "instead", "told"), [
    (holds, "LASTING", frozenset(), accepted_then_done),
    (holds, "give_back", lambda listings, exchange_id: None, accepted_then_broken),
    (passings, "_followers", Followers(), taken_away),
])  # fmt: skip
def test_a_rule_taken_away_is_found_out(monkeypatch, where: object, name: str, instead: object, told):
    """The control: the same story holds with the rule, and not without it."""
    for is_there in (True, False):
        if not is_there:
            monkeypatch.setattr(where, name, instead)
        story = Swapping()
        try:
            story.arrive()
            told(story)
            if is_there:
                story.all_is_as_the_model_says()
            else:
                with pytest.raises(AssertionError):
                    story.all_is_as_the_model_says()
        finally:
            story.teardown()
