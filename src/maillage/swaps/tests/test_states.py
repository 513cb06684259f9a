from __future__ import annotations

from itertools import product

import pytest

from maillage.swaps.models import State
from maillage.swaps.states import Actor, NoSuchTransition, allowed, must_allow

# Said again here, by hand: a change of the table must be meant.
EXPECTED = {
    ("proposed", "proposer", "withdrawn"), ("proposed", "clock", "withdrawn"), ("proposed", "site", "withdrawn"),
    ("proposed", "other", "accepted"), ("proposed", "other", "declined"), ("proposed", "other", "countered"),
    ("accepted", "proposer", "broken"), ("accepted", "proposer", "done"),
    ("accepted", "other", "broken"), ("accepted", "other", "done"), ("accepted", "site", "broken"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "actor", "after"), list(product(State, Actor, State)))
def test_the_table_allows_exactly_what_was_decided(before: State, actor: Actor, after: State):
    assert (after in allowed(before, actor)) == ((before.value, actor.value, after.value) in EXPECTED)


def test_what_the_table_does_not_hold_is_refused_in_words():
    with pytest.raises(NoSuchTransition, match="plus possible"):
        must_allow(State.DONE, Actor.OTHER, State.BROKEN)
