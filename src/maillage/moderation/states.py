"""From which state cases, decisions and appeals may pass to which, by whom. What the tables do not hold is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext as _

from maillage.moderation.models import Appeal, Case, Decision


class Actor(StrEnum):
    HANDLER = "handler"  # the moderator or host who took the case
    OTHER = "other"  # another moderator than the one who decided
    AUTHOR = "author"
    CLOCK = "clock"


class Refused(Exception):
    """Something that cannot be done; its words say why, and what to do."""


State = TypeVar("State", Case.State, Decision.State, Appeal.State)
Table = Mapping[tuple[State, Actor], frozenset[State]]

CASES: Table[Case.State] = {
    (Case.State.WAITING, Actor.HANDLER): frozenset({Case.State.DECIDED}),
    (Case.State.DECIDED, Actor.AUTHOR): frozenset({Case.State.WAITING}),  # mended
    (Case.State.DECIDED, Actor.CLOCK): frozenset({Case.State.WAITING}),  # not mended in time
    (Case.State.DECIDED, Actor.OTHER): frozenset({Case.State.WAITING}),  # who reported it was right
}
# What is over stays so: an appeal that is right undoes what is in force, or says that what is over was wrong.
DECISIONS: Table[Decision.State] = {
    (Decision.State.IN_FORCE, Actor.HANDLER): frozenset({Decision.State.REPLACED}),
    (Decision.State.IN_FORCE, Actor.CLOCK): frozenset({Decision.State.ENDED}),
    (Decision.State.IN_FORCE, Actor.OTHER): frozenset({Decision.State.REVERSED}),
    (Decision.State.ENDED, Actor.OTHER): frozenset({Decision.State.REVERSED}),
    (Decision.State.REPLACED, Actor.OTHER): frozenset({Decision.State.REVERSED}),
}
APPEALS: Table[Appeal.State] = {
    (Appeal.State.WAITING, Actor.OTHER): frozenset({Appeal.State.CONFIRMED, Appeal.State.REVERSED}),
}


class NoSuchTransition(Refused):
    """The table does not hold it: somebody came first."""

    def __init__(self) -> None:
        super().__init__(_("C’est déjà fait, ou ce n’est plus possible : relisez la page avant de continuer."))


def must_allow(table: Table[State], before: State, actor: Actor, after: State) -> None:
    """Raises NoSuchTransition."""
    if after not in table.get((before, actor), frozenset()):
        raise NoSuchTransition
