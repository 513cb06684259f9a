"""Whatever people do with what is given or sold, in whatever order, the line and the promise are what a model says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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
from maillage.listings import holds
from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Refused
from maillage.platform import clock
from maillage.promises import actions, jobs, queries
from maillage.promises.models import Claim
from maillage.promises.tests.factories import a_gift, a_sale
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 25, 12, tzinfo=UTC)
NEIGHBOURS = 3
who = st.sampled_from(range(NEIGHBOURS))
which = st.sampled_from((0, 1))
sides = st.sampled_from(("owner", "claimant"))


@dataclass
class Thing:
    """A listing as it must be: open, promised outside the site ("taken"), held for one, or done."""

    listing: Listing
    state: str = "open"
    line: list[int] = field(default_factory=list)
    promised: int | None = None
    given_at: datetime | None = None
    received_at: datetime | None = None

    def promise(self, person: int) -> None:
        self.line.remove(person)
        self.state, self.promised, self.given_at, self.received_at = "held", person, None, None

    def end(self) -> None:
        self.state, self.promised = "done", None
        self.line.clear()


STATES = {
    "open": ListingState.OPEN,
    "taken": ListingState.PROMISED,
    "held": ListingState.PROMISED,
    "done": ListingState.DONE,
}


class Giving(RuleBasedStateMachine):
    """An owner with a gift and a sale, and three neighbours who want both."""

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.moment = BEGIN
        self.claims: dict[tuple[int, int], Claim] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize()
    def arrive(self) -> None:
        self.owner = a_resident("Yann")
        self.neighbours = [a_resident(f"Voisin {number}") for number in range(NEIGHBOURS)]
        far = BEGIN + timedelta(days=3650)
        self.things = [Thing(a_gift(self.owner, expires_at=far)), Thing(a_sale(self.owner, expires_at=far))]
        for thing in (0, 1):  # a story that begins in its middle goes further
            self.claim(0, thing)
        self.promised(0, 0)

    def tries(self, may: bool, deed: object, *about: object) -> object:
        """Do it at the next moment: refused if and only if the model says so."""
        self.moment += timedelta(minutes=7)
        try:
            with clock.at(self.moment), transaction.atomic():
                done = deed(*about)  # type: ignore[operator]
        except Refused:
            assert not may
            return None
        assert may
        return done

    @rule(person=who, thing=which)
    def claim(self, person: int, thing: int) -> None:
        it = self.things[thing]
        made = self.tries(it.state != "done", actions.claim, self.neighbours[person], it.listing)
        if made is not None:
            assert isinstance(made, Claim)
            if person not in it.line and it.promised != person:
                it.line.append(person)
            self.claims[person, thing] = made

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def promise(self, data: st.DataObject) -> None:
        person, thing, _claim = self.some_claim(data)
        self.promised(person, thing)

    def promised(self, person: int, thing: int) -> None:
        it = self.things[thing]
        may = person in it.line and it.state == "open"
        if self.tries(may, actions.promise, self.owner, self.claims[person, thing]):
            it.promise(person)

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), side=sides)
    def release(self, data: st.DataObject, side: str) -> None:
        person, thing, claim = self.some_claim(data)
        it = self.things[thing]
        if self.tries(it.promised == person, actions.release, self.side(side, person), claim):
            it.state, it.promised = "open", None

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), side=sides)
    def keep(self, data: st.DataObject, side: str) -> None:
        person, thing, claim = self.some_claim(data)
        it = self.things[thing]
        if self.tries(it.promised == person, actions.keep, self.side(side, person), claim):
            if side == "owner":
                it.given_at = it.given_at or self.moment
            else:
                it.received_at = it.received_at or self.moment
            if it.given_at and it.received_at:
                it.end()

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        person, thing, claim = self.some_claim(data)
        it = self.things[thing]
        if self.tries(person in it.line, actions.withdraw, self.neighbours[person], claim):
            it.line.remove(person)

    @rule(thing=which)
    def promise_outside(self, thing: int) -> None:
        it = self.things[thing]
        if self.tries(it.state == "open", listings.promise, self.owner, it.listing):
            it.state = "taken"

    @rule(thing=which)
    def put_back(self, thing: int) -> None:
        it = self.things[thing]
        if self.tries(it.state != "held", listings.renew, self.owner, it.listing):
            it.state = "open"
            # A life begins again: keep it longer than the story.
            Listing.objects.filter(pk=it.listing.pk).update(expires_at=BEGIN + timedelta(days=3650))

    @rule(thing=which)
    def end_outside(self, thing: int) -> None:
        it = self.things[thing]
        if self.tries(it.state in ("open", "taken"), listings.mark_done, self.owner, it.listing):
            it.end()

    @rule(days=st.sampled_from((2, 8)))
    def some_days_pass(self, days: int) -> None:
        self.moment += timedelta(days=days)
        with clock.at(self.moment):
            jobs.tend(timestamp=0)
        for it in self.things:
            if it.promised is not None and it.given_at and self.moment - it.given_at >= jobs.TO_ANSWER:
                it.end()

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        for it in getattr(self, "things", []):
            line = queries.line(self.owner, it.listing)
            assert [claim.claimant for claim in line.waiting] == [self.neighbours[person] for person in it.line]
            promised = None if it.promised is None else self.neighbours[it.promised]
            assert (line.promised.claimant if line.promised else None) == promised
            assert Listing.objects.get(pk=it.listing.pk).state == STATES[it.state]
            assert Hold.objects.filter(listing=it.listing).exists() == (it.state == "held")

    def some_claim(self, data: st.DataObject) -> tuple[int, int, Claim]:
        """One that was made, over or not: pages stay open."""
        person, thing = data.draw(st.sampled_from(sorted(self.claims)))
        return person, thing, self.claims[person, thing]

    def side(self, side: str, person: int) -> Resident:
        return self.owner if side == "owner" else self.neighbours[person]


STORIES = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def test_whatever_people_do_the_line_is_what_it_must_be():
    run_state_machine_as_test(Giving, settings=STORIES)


class Drawn:
    """Draws always the same, for a story told by hand: the first neighbour and the gift."""

    def draw(self, _: object) -> tuple[int, int]:
        return 0, 0


def broken(story: Giving) -> None:
    story.release(Drawn(), "owner")


def kept_while_another_waits(story: Giving) -> None:
    story.claim(1, 0)
    story.keep(Drawn(), "claimant")
    story.keep(Drawn(), "owner")


def given_a_week_ago(story: Giving) -> None:
    story.keep(Drawn(), "owner")
    story.some_days_pass(8)


@pytest.mark.parametrize(("where", "name", "instead", "told"), [
    (holds, "give_back", lambda listings, exchange_id: None, broken),
    (actions, "OVER", frozenset(), kept_while_another_waits),
    (jobs, "conclude_due", lambda: 0, given_a_week_ago),
])  # fmt: skip
def test_a_rule_taken_away_is_found_out(monkeypatch, where: object, name: str, instead: object, told):
    """The control: the same story holds with the rule, and not without it."""
    for is_there in (True, False):
        if not is_there:
            monkeypatch.setattr(where, name, instead)
        story = Giving()
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
