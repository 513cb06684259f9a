"""From which state a swap may pass to which, by whom. The table is the rule: what it does not hold is refused."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.listings.states import Refused
from maillage.swaps.models import State


class Actor(StrEnum):
    PROPOSER = "proposer"
    OTHER = "other"
    CLOCK = "clock"  # nobody answered in time
    SITE = "site"  # a listing left, or somebody is no longer there: nobody's choice is told


TRANSITIONS: dict[tuple[State, Actor], frozenset[State]] = {
    (State.PROPOSED, Actor.PROPOSER): frozenset({State.WITHDRAWN}),
    (State.PROPOSED, Actor.OTHER): frozenset({State.ACCEPTED, State.DECLINED, State.COUNTERED}),
    (State.PROPOSED, Actor.CLOCK): frozenset({State.WITHDRAWN}),
    (State.PROPOSED, Actor.SITE): frozenset({State.WITHDRAWN}),
    (State.ACCEPTED, Actor.PROPOSER): frozenset({State.BROKEN, State.DONE}),
    (State.ACCEPTED, Actor.OTHER): frozenset({State.BROKEN, State.DONE}),
    (State.ACCEPTED, Actor.SITE): frozenset({State.BROKEN}),
}


class NoSuchTransition(Refused):
    """The table does not hold it: most often, something happened since the page was opened."""

    def __init__(self, before: State) -> None:
        super().__init__(
            _("Ce n’est plus possible : depuis l’ouverture de la page, le troc est à l’état « %(state)s ».")
            % {"state": before.label}
        )


def allowed(before: State, actor: Actor) -> frozenset[State]:
    """The states that `actor` may give to a swap in state `before`."""
    return TRANSITIONS.get((before, actor), frozenset())


def must_allow(before: State, actor: Actor, after: State) -> None:
    """Raises NoSuchTransition."""
    if after not in allowed(before, actor):
        raise NoSuchTransition(before)
