"""Whatever an author, the clock and moderation do with a listing, in whatever order, it is where a model says it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from maillage.feed.models import Entry
from maillage.listings import actions
from maillage.listings.actions import Content
from maillage.listings.models import Listing, Mode, State
from maillage.listings.states import NoSuchTransition
from maillage.platform import clock
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 25, 12, tzinfo=UTC)
LASTS = timedelta(days=30)
# What each button of an author does, and from where: written here anew, not read from the table.
BUTTONS = {
    "publish": (actions.publish, State.OPEN, {State.DRAFT, State.PROMISED, State.DONE, State.EXPIRED}),
    "promise": (actions.promise, State.PROMISED, {State.OPEN}),
    "mark_done": (actions.mark_done, State.DONE, {State.OPEN, State.PROMISED, State.EXPIRED}),
    "renew": (actions.renew, State.OPEN, {State.DRAFT, State.OPEN, State.PROMISED, State.DONE, State.EXPIRED}),
    "withdraw": (
        actions.withdraw,
        State.WITHDRAWN,
        {State.DRAFT, State.OPEN, State.PROMISED, State.DONE, State.EXPIRED, State.HIDDEN},
    ),
}
SEEN_BY_OTHERS = {State.OPEN, State.PROMISED, State.DONE, State.EXPIRED}


class Life(RuleBasedStateMachine):
    """One listing, from its draft on."""

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.moment = BEGIN
        self.hidden_from: State | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize(is_draft=some.booleans())
    def begin(self, is_draft: bool) -> None:
        self.author = a_resident()
        self.state = State.DRAFT if is_draft else State.OPEN
        with clock.at(self.moment):
            content = Content(mode=Mode.GIFT, category="other", title="Un vélo", lasts=LASTS)
            self.listing = actions.offer(self.author, content, state=self.state)
            self.ends_at = self.now().expires_at

    @rule(name=some.sampled_from(sorted(BUTTONS)))
    def press(self, name: str) -> None:
        act, after, befores = BUTTONS[name]
        with clock.at(self.moment):
            try:
                act(self.author, self.listing)
            except NoSuchTransition:
                assert self.state not in befores
                return
        assert self.state in befores
        self.state = after
        if name in {"publish", "renew"}:
            self.ends_at = self.now().expires_at
            assert self.ends_at > self.moment

    @rule(days=some.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.moment += timedelta(days=days)
        with clock.at(self.moment):
            expired = actions.expire_due()
        is_due = self.state == State.OPEN and self.ends_at <= self.moment
        assert expired == int(is_due)
        if is_due:
            self.state = State.EXPIRED

    @rule()
    def moderation_hides(self) -> None:
        with clock.at(self.moment):
            given_back = actions.hide(self.listing.pk)
        assert given_back == (self.state if self.state in SEEN_BY_OTHERS else None)
        if given_back:
            self.hidden_from, self.state = self.state, State.HIDDEN

    @rule()
    def moderation_shows_again(self) -> None:
        back = self.hidden_from or State.OPEN
        with clock.at(self.moment):
            is_shown = actions.show_again(self.listing.pk, back)
        assert is_shown == (self.state == State.HIDDEN)
        if is_shown:
            self.state = back
            self.ends_at = self.now().expires_at

    @invariant()
    def it_is_where_the_model_says(self) -> None:
        if hasattr(self, "listing"):
            assert self.now().state == self.state
            assert Entry.objects.filter(subject_id=self.listing.pk).exists() == (self.state == State.OPEN)

    def now(self) -> Listing:
        return Listing.objects.get(pk=self.listing.pk)


def test_a_listing_is_always_where_a_model_says():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
