from __future__ import annotations

from itertools import product

import pytest

from maillage.feed.models import Entry
from maillage.listings import access, actions
from maillage.listings.models import Listing, State
from maillage.listings.states import Actor, NoSuchTransition, allowed, must_allow
from maillage.listings.tests.factories import a_listing
from maillage.residents.tests.factories import a_resident

# Said again here, by hand: a change of the table must be meant.
EXPECTED = {
    ("draft", "author", "open"), ("draft", "author", "withdrawn"),
    ("open", "author", "promised"), ("open", "author", "done"), ("open", "author", "withdrawn"),
    ("open", "clock", "expired"), ("open", "moderation", "hidden"),
    ("promised", "author", "open"), ("promised", "author", "done"), ("promised", "author", "withdrawn"),
    ("promised", "moderation", "hidden"),
    ("open", "exchange", "promised"), ("promised", "exchange", "open"), ("promised", "exchange", "done"),
    ("done", "author", "open"), ("done", "author", "withdrawn"), ("done", "moderation", "hidden"),
    ("expired", "author", "open"), ("expired", "author", "done"), ("expired", "author", "withdrawn"),
    ("expired", "moderation", "hidden"), ("hidden", "author", "withdrawn"),
    ("hidden", "moderation", "open"), ("hidden", "moderation", "promised"), ("hidden", "moderation", "done"),
    ("hidden", "moderation", "expired"),
}  # fmt: skip

ACTIONS = {
    State.PROMISED: actions.promise,
    State.DONE: actions.mark_done,
    State.WITHDRAWN: actions.withdraw,
    State.OPEN: actions.publish,
}


@pytest.mark.parametrize(("before", "actor", "after"), list(product(State, Actor, State)))
def test_the_table_allows_exactly_what_was_decided(before: State, actor: Actor, after: State):
    assert (after in allowed(before, actor)) == ((before.value, actor.value, after.value) in EXPECTED)


@pytest.mark.parametrize(("before", "actor", "after"), list(product(State, Actor, State)))
def test_what_the_table_does_not_hold_is_refused_in_words(before: State, actor: Actor, after: State):
    if after in allowed(before, actor):
        must_allow(before, actor, after)
    else:
        with pytest.raises(NoSuchTransition, match="ne peut pas passer"):
            must_allow(before, actor, after)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(State, ACTIONS)))
def test_the_author_passes_a_listing_as_the_table_says(before: State, after: State):
    listing = a_listing(state=before)
    if after in allowed(before, Actor.AUTHOR):
        ACTIONS[after](listing.author, listing)
        assert Listing.objects.get().state == after
    else:
        with pytest.raises(NoSuchTransition):
            ACTIONS[after](listing.author, listing)
        assert Listing.objects.get().state == before


@pytest.mark.django_db
@pytest.mark.parametrize("action", [*ACTIONS.values(), actions.renew])
def test_nobody_changes_the_listing_of_another(action):
    listing = a_listing()
    with pytest.raises(access.NotYours):
        action(a_resident(), listing)
    assert Listing.objects.get().state == State.OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("after", [State.PROMISED, State.DONE, State.WITHDRAWN])
def test_a_listing_that_leaves_the_lists_leaves_the_feed(after: State):
    listing = a_listing(state=State.DRAFT)
    actions.publish(listing.author, listing)
    assert Entry.objects.filter(subject_id=listing.pk).exists()
    ACTIONS[after](listing.author, listing)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_listing_seen_from_an_old_page_still_obeys_the_table():
    listing = a_listing()
    as_seen = Listing.objects.get()
    actions.withdraw(listing.author, listing)
    with pytest.raises(NoSuchTransition):
        actions.promise(as_seen.author, as_seen)
