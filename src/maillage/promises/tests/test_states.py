from __future__ import annotations

from itertools import product

import pytest

from maillage.promises.models import State
from maillage.promises.states import Actor, NoSuchTransition, allowed, must_allow

# Said again here, by hand: a change of the table must be meant.
EXPECTED = {
    ("waiting", "owner", "promised"), ("waiting", "owner", "declined"),
    ("waiting", "claimant", "withdrawn"), ("waiting", "site", "released"),
    ("promised", "owner", "released"), ("promised", "owner", "kept"),
    ("promised", "claimant", "released"), ("promised", "claimant", "kept"),
    ("promised", "clock", "kept"), ("promised", "site", "released"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "actor", "after"), list(product(State, Actor, State)))
def test_the_table_allows_exactly_what_was_decided(before: State, actor: Actor, after: State):
    assert (after in allowed(before, actor)) == ((before.value, actor.value, after.value) in EXPECTED)


def test_what_the_table_does_not_hold_is_refused_in_words():
    with pytest.raises(NoSuchTransition, match="plus possible"):
        must_allow(State.KEPT, Actor.OWNER, State.RELEASED)
