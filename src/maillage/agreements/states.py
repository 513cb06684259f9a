"""From which state to which, by whom, in three tables: an agreement, its versions, a difficulty.

What a table does not hold is refused.
"""

from __future__ import annotations

from enum import StrEnum

from maillage.agreements.models import Agreement, Difficulty, Stage, State, Version, VersionState
from maillage.agreements.refusals import NoSuchTransition
from maillage.platform import clock
from maillage.platform.states import Table


class Actor(StrEnum):
    PROPOSER = "proposer"  # of a version
    AWAITED = "awaited"  # the other, who may confirm it
    BOTH = "both"  # each said it in turn
    BOOKING = "booking"  # what became of it
    RAISER = "raiser"  # of a difficulty
    LISTENER = "listener"  # to whom the last turn speaks
    PARTY = "party"  # either of the two
    MEDIATOR = "mediator"
    CANDIDATE = "candidate"  # who may mediate
    CLOCK = "clock"  # nobody said anything for long
    SITE = "site"  # a block, a suspension, an account that closes


AGREEMENTS: Table[State, Actor] = Table(
    {
        (State.PROPOSED, Actor.BOTH): frozenset({State.IN_FORCE}),
        (State.PROPOSED, Actor.BOOKING): frozenset({State.OVER, State.VOID}),
        (State.IN_FORCE, Actor.BOTH): frozenset({State.IN_FORCE}),  # another version
        (State.IN_FORCE, Actor.BOOKING): frozenset({State.OVER, State.VOID}),
    },
    NoSuchTransition,
)

VERSIONS: Table[VersionState, Actor] = Table(
    {
        (VersionState.PROPOSED, Actor.AWAITED): frozenset(
            {VersionState.AGREED, VersionState.DROPPED, VersionState.REPLACED}
        ),
        (VersionState.PROPOSED, Actor.PROPOSER): frozenset({VersionState.DROPPED, VersionState.REPLACED}),
        (VersionState.PROPOSED, Actor.BOOKING): frozenset({VersionState.DROPPED}),
        (VersionState.AGREED, Actor.BOTH): frozenset({VersionState.REPLACED}),
    },
    NoSuchTransition,
)

DIFFICULTIES: Table[Stage, Actor] = Table(
    {
        (Stage.OPEN, Actor.LISTENER): frozenset({Stage.OPEN, Stage.SETTLED}),
        (Stage.OPEN, Actor.PARTY): frozenset({Stage.ASKED}),
        (Stage.OPEN, Actor.RAISER): frozenset({Stage.WITHDRAWN}),
        (Stage.ASKED, Actor.LISTENER): frozenset({Stage.SETTLED}),
        (Stage.ASKED, Actor.RAISER): frozenset({Stage.WITHDRAWN}),
        (Stage.ASKED, Actor.CANDIDATE): frozenset({Stage.MEDIATED}),
        (Stage.MEDIATED, Actor.MEDIATOR): frozenset({Stage.PROPOSED, Stage.ASKED, Stage.UNSETTLED}),
        (Stage.MEDIATED, Actor.RAISER): frozenset({Stage.WITHDRAWN}),
        (Stage.PROPOSED, Actor.MEDIATOR): frozenset({Stage.PROPOSED, Stage.ASKED, Stage.UNSETTLED}),
        (Stage.PROPOSED, Actor.PARTY): frozenset({Stage.PROPOSED, Stage.MEDIATED}),  # accepts, for now alone; refuses
        (Stage.PROPOSED, Actor.BOTH): frozenset({Stage.SETTLED}),
        (Stage.PROPOSED, Actor.RAISER): frozenset({Stage.WITHDRAWN}),
        # The mediator left, or a block came between them and one of the two.
        (Stage.MEDIATED, Actor.SITE): frozenset({Stage.ASKED, Stage.STOPPED}),
        (Stage.PROPOSED, Actor.SITE): frozenset({Stage.ASKED, Stage.STOPPED}),
        (Stage.OPEN, Actor.SITE): frozenset({Stage.STOPPED}),
        (Stage.ASKED, Actor.SITE): frozenset({Stage.STOPPED}),
        **{
            (stage, Actor.CLOCK): frozenset({Stage.UNSETTLED})
            for stage in (Stage.OPEN, Stage.ASKED, Stage.MEDIATED, Stage.PROPOSED)
        },
    },
    NoSuchTransition,
)


def pass_agreement(agreement: Agreement, after: State, actor: Actor) -> None:
    """Pass a locked agreement to another state. Raises NoSuchTransition."""
    AGREEMENTS.must_allow(State(agreement.state), actor, after)
    agreement.state = after
    agreement.ended_at = None if agreement.is_running else clock.now()
    agreement.save(update_fields=["state", "ended_at"])


def pass_version(version: Version, after: VersionState, actor: Actor) -> None:
    """Pass a version of a locked agreement to another state. Raises NoSuchTransition."""
    VERSIONS.must_allow(VersionState(version.state), actor, after)
    version.state = after
    version.save(update_fields=["state", "owner_confirmed_at", "borrower_confirmed_at"])


def allows(difficulty: Difficulty, after: Stage, actor: Actor) -> bool:
    """Whether the table lets `actor` pass it there."""
    return after in DIFFICULTIES.allowed(Stage(difficulty.stage), actor)


def pass_difficulty(difficulty: Difficulty, after: Stage, actor: Actor) -> None:
    """Pass a locked difficulty to another stage. Raises NoSuchTransition.

    A mediator’s proposal is accepted anew by each: only a party’s own word leaves what was accepted.
    """
    DIFFICULTIES.must_allow(Stage(difficulty.stage), actor, after)
    if not (after == Stage.PROPOSED and actor == Actor.PARTY) and after != Stage.SETTLED:
        difficulty.owner_accepts = difficulty.borrower_accepts = False
    if after == Stage.ASKED:
        difficulty.mediator = None
    difficulty.stage, difficulty.moved_at = after, clock.now()
    difficulty.closed_at = None if difficulty.is_live else clock.now()
    difficulty.save()
