"""From which state cases, decisions and appeals may pass to which, by whom. What the tables do not hold is refused."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from maillage.moderation.models import Appeal, Case, Decision
from maillage.platform.states import Table


class Actor(StrEnum):
    HANDLER = "handler"  # the moderator or host who took the case
    OTHER = "other"  # another moderator than the one who decided
    AUTHOR = "author"
    CLOCK = "clock"


class Refused(Exception):
    """Something that cannot be done; its words say why, and what to do."""


class NoSuchTransition(Refused):
    """The table does not hold it: somebody came first."""

    def __init__(self, _before: object = None, _after: object = None) -> None:
        super().__init__(_("C’est déjà fait, ou ce n’est plus possible : relisez la page avant de continuer."))


CASES: Table[Case.State, Actor] = Table(
    {
        (Case.State.WAITING, Actor.HANDLER): frozenset({Case.State.DECIDED}),
        (Case.State.DECIDED, Actor.AUTHOR): frozenset({Case.State.WAITING}),  # mended
        (Case.State.DECIDED, Actor.CLOCK): frozenset({Case.State.WAITING}),  # not mended in time
        (Case.State.DECIDED, Actor.OTHER): frozenset({Case.State.WAITING}),  # who reported it was right
    },
    NoSuchTransition,
)
# What is over stays so: an appeal that is right undoes what is in force, or says that what is over was wrong.
DECISIONS: Table[Decision.State, Actor] = Table(
    {
        (Decision.State.IN_FORCE, Actor.HANDLER): frozenset({Decision.State.REPLACED}),
        (Decision.State.IN_FORCE, Actor.CLOCK): frozenset({Decision.State.ENDED}),
        (Decision.State.IN_FORCE, Actor.OTHER): frozenset({Decision.State.REVERSED}),
        (Decision.State.ENDED, Actor.OTHER): frozenset({Decision.State.REVERSED}),
        (Decision.State.REPLACED, Actor.OTHER): frozenset({Decision.State.REVERSED}),
    },
    NoSuchTransition,
)
APPEALS: Table[Appeal.State, Actor] = Table(
    {
        (Appeal.State.WAITING, Actor.OTHER): frozenset({Appeal.State.CONFIRMED, Appeal.State.REVERSED}),
    },
    NoSuchTransition,
)
