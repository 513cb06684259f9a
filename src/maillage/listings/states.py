"""From which state a listing may pass to which, by whom. The table is the rule: what it does not hold is refused."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.listings.models import State
from maillage.platform.states import Table


class Actor(StrEnum):
    AUTHOR = "author"
    CLOCK = "clock"  # the expiry job
    MODERATION = "moderation"  # a decision, with its statement of reasons
    EXCHANGE = "exchange"  # a promise or a swap that somebody made here, kept or broke (`holds`)


class Refused(Exception):
    """Something that cannot be done to a listing; its words tell the person why and what to do."""


class NoSuchTransition(Refused):
    """The table does not hold it."""

    def __init__(self, before: State, after: State) -> None:
        super().__init__(
            _("Cette annonce est à l’état « %(before)s » : elle ne peut pas passer à « %(after)s ».")
            % {"before": before.label, "after": after.label}
        )


class Held(Refused):
    """It is promised in an exchange of this site: its end is said there, not by the buttons of its page."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette annonce est promise dans un échange : dites-y que c’est fait, ou libérez-la là, puis revenez ici.")
        )


# Withdrawn is the end. Hidden is moderation's: its author may mend or withdraw it, and moderation alone shows it again,
# in the state from which it was hidden.
TRANSITIONS: Table[State, Actor] = Table(
    {
        (State.DRAFT, Actor.AUTHOR): frozenset({State.OPEN, State.WITHDRAWN}),
        (State.OPEN, Actor.AUTHOR): frozenset({State.PROMISED, State.DONE, State.WITHDRAWN}),
        (State.OPEN, Actor.CLOCK): frozenset({State.EXPIRED}),
        (State.OPEN, Actor.MODERATION): frozenset({State.HIDDEN}),
        (State.OPEN, Actor.EXCHANGE): frozenset({State.PROMISED}),
        (State.PROMISED, Actor.EXCHANGE): frozenset({State.OPEN, State.DONE}),
        (State.PROMISED, Actor.AUTHOR): frozenset({State.OPEN, State.DONE, State.WITHDRAWN}),
        (State.PROMISED, Actor.MODERATION): frozenset({State.HIDDEN}),
        (State.DONE, Actor.AUTHOR): frozenset({State.OPEN, State.WITHDRAWN}),
        (State.DONE, Actor.MODERATION): frozenset({State.HIDDEN}),
        (State.EXPIRED, Actor.AUTHOR): frozenset({State.OPEN, State.DONE, State.WITHDRAWN}),
        (State.EXPIRED, Actor.MODERATION): frozenset({State.HIDDEN}),
        (State.HIDDEN, Actor.AUTHOR): frozenset({State.WITHDRAWN}),
        (State.HIDDEN, Actor.MODERATION): frozenset({State.OPEN, State.PROMISED, State.DONE, State.EXPIRED}),
    },
    NoSuchTransition,
)
allowed, must_allow = TRANSITIONS.allowed, TRANSITIONS.must_allow
