"""From which state a swap may pass to which, by whom. The table is the rule: what it does not hold is refused."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.listings.states import Refused
from maillage.platform.states import Table
from maillage.swaps.models import State


class Actor(StrEnum):
    PROPOSER = "proposer"
    OTHER = "other"
    CLOCK = "clock"  # nobody answered in time
    SITE = "site"  # a listing left, or somebody is no longer there: nobody's choice is told


class NoSuchTransition(Refused):
    """The table does not hold it: most often, something happened since the page was opened."""

    def __init__(self, before: State) -> None:
        super().__init__(
            _("Ce n’est plus possible : depuis l’ouverture de la page, le troc est à l’état « %(state)s ».")
            % {"state": before.label}
        )


TRANSITIONS: Table[State, Actor] = Table(
    {
        (State.PROPOSED, Actor.PROPOSER): frozenset({State.WITHDRAWN}),
        (State.PROPOSED, Actor.OTHER): frozenset({State.ACCEPTED, State.DECLINED, State.COUNTERED}),
        (State.PROPOSED, Actor.CLOCK): frozenset({State.WITHDRAWN}),
        (State.PROPOSED, Actor.SITE): frozenset({State.WITHDRAWN}),
        (State.ACCEPTED, Actor.PROPOSER): frozenset({State.BROKEN, State.DONE}),
        (State.ACCEPTED, Actor.OTHER): frozenset({State.BROKEN, State.DONE}),
        (State.ACCEPTED, Actor.SITE): frozenset({State.BROKEN}),
    },
    lambda before, _after: NoSuchTransition(before),
)
allowed, must_allow = TRANSITIONS.allowed, TRANSITIONS.must_allow
