"""What a mediator does: takes a difficulty, proposes, gives it back, or closes it without an agreement.

Who takes it sees the agreement, the conditions and what was said of the difficulty; never the conversation of the two.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.agreements import rows, tellings
from maillage.agreements.difficulties import MOST_TURNS, Said, say
from maillage.agreements.models import Difficulty, Stage, Turn, Voice
from maillage.agreements.refusals import NotNow, NotYours, TakenByAnother
from maillage.agreements.states import Actor, allows, pass_difficulty
from maillage.platform import clock
from maillage.residents.models import Resident


@transaction.atomic
def take(mediator: Resident, difficulty: Difficulty) -> Difficulty:
    """Take charge of it: from now on no other may. Taking twice is taking once. Raises TakenByAnother."""
    locked = rows.locked_difficulty(difficulty.pk)
    if locked.mediator_id == mediator.pk and locked.is_live:
        return locked
    may_take = Difficulty.objects.waiting_for(mediator).filter(pk=locked.pk).exists()
    if not may_take or not allows(locked, Stage.MEDIATED, Actor.CANDIDATE):
        raise TakenByAnother
    locked.mediator = mediator
    pass_difficulty(locked, Stage.MEDIATED, Actor.CANDIDATE)
    tellings.tell_parties(locked, tellings.MEDIATED, by=mediator)
    return locked


@transaction.atomic
def give_back(mediator: Resident, difficulty: Difficulty) -> Difficulty:
    """Let somebody else take it. Raises NotYours, NoSuchTransition."""
    locked = _locked_for(mediator, difficulty)
    pass_difficulty(locked, Stage.ASKED, Actor.MEDIATOR)
    tellings.tell_parties(locked, tellings.MEDIATOR_LEFT)
    tellings.tell_candidates(locked, but=mediator)
    return locked


@transaction.atomic
def propose(mediator: Resident, difficulty: Difficulty, said: Said) -> Turn:
    """Propose what would settle it; what one of them accepted of a former proposal falls.

    Raises NotYours, NoSuchTransition, BadWish, NotNow.
    """
    locked = _locked_for(mediator, difficulty)
    pass_difficulty(locked, Stage.PROPOSED, Actor.MEDIATOR)
    turn = say(locked, Voice.MEDIATOR, said)
    if turn.number > 2 * MOST_TURNS:
        raise NotNow(_("Vous avez déjà beaucoup proposé : clôturez cette difficulté en disant vers qui se tourner."))
    tellings.tell_parties(locked, tellings.MEDIATOR_PROPOSES, by=mediator)
    return turn


@transaction.atomic
def close(mediator: Resident, difficulty: Difficulty, *, words: str) -> Difficulty:
    """Close it without an agreement, saying how things stand. Raises NotYours, NoSuchTransition."""
    locked = _locked_for(mediator, difficulty)
    pass_difficulty(locked, Stage.UNSETTLED, Actor.MEDIATOR)
    Turn.objects.create(
        difficulty=locked, number=locked.turns.count() + 1, by=Voice.MEDIATOR, words=words, said_at=clock.now()
    )
    tellings.tell_parties(locked, tellings.CLOSED, by=mediator)
    return locked


def _locked_for(mediator: Resident, difficulty: Difficulty) -> Difficulty:
    locked = rows.locked_difficulty(difficulty.pk)
    if locked.mediator_id != mediator.pk or mediator.is_suspended:
        raise NotYours
    return locked
