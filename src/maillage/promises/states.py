"""From which state a claim may pass to which, by whom. The table is the rule: what it does not hold is refused."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.listings.states import Refused
from maillage.platform.states import Table
from maillage.promises.models import State


class Actor(StrEnum):
    OWNER = "owner"
    CLAIMANT = "claimant"
    CLOCK = "clock"  # the days left to answer are over
    SITE = "site"  # the listing left, or somebody is no longer there: nobody's choice is told


class NoSuchTransition(Refused):
    """The table does not hold it: most often, something happened since the page was opened."""

    def __init__(self, before: State) -> None:
        super().__init__(
            _("Ce n’est plus possible : depuis l’ouverture de la page, l’état est devenu « %(state)s ».")
            % {"state": before.label}
        )


TRANSITIONS: Table[State, Actor] = Table(
    {
        (State.WAITING, Actor.OWNER): frozenset({State.PROMISED, State.DECLINED}),
        (State.WAITING, Actor.CLAIMANT): frozenset({State.WITHDRAWN}),
        (State.WAITING, Actor.SITE): frozenset({State.RELEASED}),
        (State.PROMISED, Actor.OWNER): frozenset({State.RELEASED, State.KEPT}),
        (State.PROMISED, Actor.CLAIMANT): frozenset({State.RELEASED, State.KEPT}),
        (State.PROMISED, Actor.CLOCK): frozenset({State.KEPT}),
        (State.PROMISED, Actor.SITE): frozenset({State.RELEASED}),
    },
    lambda before, _after: NoSuchTransition(before),
)
allowed, must_allow = TRANSITIONS.allowed, TRANSITIONS.must_allow
