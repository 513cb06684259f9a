"""From which state a booking may pass to which, by whom. The table is the rule: what it does not hold is refused."""

from __future__ import annotations

from enum import StrEnum

from maillage.bookings.models import Side, State
from maillage.bookings.refusals import NoSuchTransition
from maillage.platform.states import Table


class Actor(StrEnum):
    OWNER = "owner"
    BORROWER = "borrower"
    BOTH = "both"  # each said it in turn
    CLOCK = "clock"  # nobody said anything in time
    SITE = "site"  # a block, a suspension, an account that closes


TRANSITIONS: Table[State, Actor] = Table(
    {
        (State.ASKED, Actor.OWNER): frozenset({State.ACCEPTED, State.DECLINED, State.COUNTERED}),
        (State.ASKED, Actor.BORROWER): frozenset({State.CANCELLED}),
        (State.ASKED, Actor.CLOCK): frozenset({State.LAPSED}),
        (State.ASKED, Actor.SITE): frozenset({State.CANCELLED}),
        (State.COUNTERED, Actor.BORROWER): frozenset({State.ACCEPTED, State.DECLINED, State.ASKED}),
        (State.COUNTERED, Actor.OWNER): frozenset({State.CANCELLED}),
        (State.COUNTERED, Actor.CLOCK): frozenset({State.LAPSED}),
        (State.COUNTERED, Actor.SITE): frozenset({State.CANCELLED}),
        (State.ACCEPTED, Actor.OWNER): frozenset({State.CANCELLED, State.MISSED}),
        (State.ACCEPTED, Actor.BORROWER): frozenset({State.CANCELLED, State.MISSED}),
        # Returned at once: a service that was done, or a handover that both forgot to say.
        (State.ACCEPTED, Actor.BOTH): frozenset({State.OUT, State.RETURNED}),
        (State.ACCEPTED, Actor.CLOCK): frozenset({State.LAPSED}),
        (State.ACCEPTED, Actor.SITE): frozenset({State.CANCELLED}),
        (State.OUT, Actor.BOTH): frozenset({State.RETURNED}),
    },
    NoSuchTransition,
)
allowed, must_allow = TRANSITIONS.allowed, TRANSITIONS.must_allow


def actor_of(side: Side) -> Actor:
    return Actor(side.value)
