"""The calm path when something is late, damaged, missing or disputed: one says it, the other answers, they agree.

When they do not, either may ask for a mediator: see `mediation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.agreements import rows, tellings, terms
from maillage.agreements.models import LARGEST_CENTS, Agreement, Difficulty, Kind, Stage, Turn, Voice, Wish
from maillage.agreements.refusals import BadWish, NotNow, NotYours, OutOfReach, Stale
from maillage.agreements.states import Actor, allows, pass_difficulty
from maillage.bookings.models import Booking, Side, State
from maillage.platform import clock
from maillage.platform.models import Photo
from maillage.residents.models import Resident

# As long as one may find out, using the thing again, that something is wrong.
RAISED_WITHIN = timedelta(days=30)
# Silence must not shut the door to a mediator: three days is the time that bookings give to answer.
ANSWERED_WITHIN = timedelta(days=3)
MOST_TURNS = 30


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody says, and what would settle it in their eyes."""

    words: str
    wish: Wish
    amount_cents: int | None = None
    photos: Sequence[Photo] = ()


@transaction.atomic
def raise_one(actor: Resident, agreement: Agreement, kind: Kind, said: Said) -> Difficulty:
    """Say that something is wrong. Between two whom a block parts, a mediator is asked at once.

    Raises NotYours, NotNow, OutOfReach, BadWish.
    """
    locked, side = rows.locked_for(actor, agreement.pk)
    if locked.difficulties.live().exists():
        raise NotNow(
            _("Une difficulté est déjà en cours pour cet accord : répondez-y, ou attendez qu’elle soit close.")
        )
    must_be_raised(locked, kind)
    if locked.person(side.other).is_suspended:
        raise OutOfReach
    difficulty = Difficulty.objects.create(
        agreement=locked, kind=kind, raised_by=side, raised_at=clock.now(), moved_at=clock.now()
    )
    say(difficulty, Voice(side.value), said)
    if rows.are_apart(locked):
        pass_difficulty(difficulty, Stage.ASKED, Actor.PARTY)
        tellings.tell_candidates(difficulty)
    else:
        tellings.tell_other(locked, actor, tellings.RAISED, difficulty)
    return difficulty


@transaction.atomic
def answer(actor: Resident, difficulty: Difficulty, said: Said, *, number: int) -> Turn:
    """Answer turn `number`, the last that the actor saw, otherwise than by accepting it.

    Raises NotYours, NoSuchTransition, OutOfReach, Stale, BadWish.
    """
    locked, side = _locked_for(actor, difficulty)
    rows.must_reach(locked.agreement)
    last = must_be_last(locked, number)
    pass_difficulty(locked, Stage.OPEN, _actor_of(last, side))
    if last.number >= MOST_TURNS:
        raise NotNow(_("Vous avez déjà beaucoup échangé : demandez plutôt à un médiateur."))
    turn = say(locked, Voice(side.value), said)
    tellings.tell_other(locked.agreement, actor, tellings.ANSWERED, locked)
    return turn


@transaction.atomic
def accept(actor: Resident, difficulty: Difficulty, *, number: int) -> Difficulty:
    """Say yes to what turn `number` wishes: it is settled; what a mediator proposes, when both said yes.

    Raises NotYours, NoSuchTransition, Stale.
    """
    locked, side = _locked_for(actor, difficulty)
    last = must_be_last(locked, number)
    if locked.stage != Stage.PROPOSED:
        pass_difficulty(locked, Stage.SETTLED, _actor_of(last, side))
        tellings.tell_other(locked.agreement, actor, tellings.SETTLED, locked)
        return locked
    setattr(locked, f"{side}_accepts", True)
    if getattr(locked, f"{side.other}_accepts"):
        pass_difficulty(locked, Stage.SETTLED, Actor.BOTH)
        tellings.tell_other(locked.agreement, actor, tellings.SETTLED, locked)
        tellings.tell_mediator(locked, tellings.MEDIATION_SETTLED)
    else:
        pass_difficulty(locked, Stage.PROPOSED, Actor.PARTY)
        tellings.tell_other(locked.agreement, actor, tellings.ACCEPTED, locked)
    return locked


@transaction.atomic
def refuse(actor: Resident, difficulty: Difficulty, *, number: int) -> Difficulty:
    """Say no to what the mediator proposes, who may propose something else, or close it.

    Raises NotYours, NoSuchTransition, Stale.
    """
    locked, _side = _locked_for(actor, difficulty)
    must_be_last(locked, number)
    pass_difficulty(locked, Stage.MEDIATED, Actor.PARTY)
    tellings.tell_other(locked.agreement, actor, tellings.REFUSED, locked)
    tellings.tell_mediator(locked, tellings.MEDIATION_REFUSED)
    return locked


@transaction.atomic
def withdraw(actor: Resident, difficulty: Difficulty) -> Difficulty:
    """Take back what one said was wrong. Raises NotYours, NoSuchTransition."""
    locked, side = _locked_for(actor, difficulty)
    pass_difficulty(locked, Stage.WITHDRAWN, Actor.RAISER if side == locked.raised_by else Actor.LISTENER)
    tellings.tell_other(locked.agreement, actor, tellings.WITHDRAWN, locked)
    tellings.tell_mediator(locked, tellings.MEDIATION_WITHDRAWN)
    return locked


@transaction.atomic
def ask_mediator(actor: Resident, difficulty: Difficulty) -> Difficulty:
    """Ask for a mediator, once the other answered, or had the time to. Raises NotYours, NoSuchTransition, NotNow."""
    locked, _side = _locked_for(actor, difficulty)
    if allows(locked, Stage.ASKED, Actor.PARTY) and not may_ask_mediator(locked):
        raise NotNow(
            _("Laissez d’abord l’autre répondre : sans réponse sous trois jours, vous pourrez demander un médiateur.")
        )
    pass_difficulty(locked, Stage.ASKED, Actor.PARTY)
    tellings.tell_other(locked.agreement, actor, tellings.MEDIATOR_ASKED, locked)
    tellings.tell_candidates(locked)
    return locked


def may_ask_mediator(difficulty: Difficulty) -> bool:
    """Whether the other answered, cannot, or had three days to."""
    if not allows(difficulty, Stage.ASKED, Actor.PARTY):
        return False
    if clock.now() >= difficulty.raised_at + ANSWERED_WITHIN:
        return True
    return any(turn.by != difficulty.raised_by for turn in difficulty.turns.all()) or rows.are_apart(
        difficulty.agreement
    )


def must_be_raised(agreement: Agreement, kind: Kind | None = None) -> None:
    """Raises NotNow unless something can be wrong by now."""
    booking = agreement.booking
    if booking is None or not _has_begun(booking):
        raise NotNow(_("Une difficulté se dit à partir de la remise. Avant, écrivez-vous ou annulez la réservation."))
    if booking.ended_at is not None and clock.now() >= booking.ended_at + RAISED_WITHIN:
        raise NotNow(
            _("Le retour date de plus de trente jours : ici, c’est trop tard. Un conciliateur de justice peut aider.")
        )
    if kind == Kind.LATE and clock.now() < booking.ends_at:
        raise NotNow(_("Ce n’est pas en retard : la période de l’accord n’est pas finie."))


def say(difficulty: Difficulty, voice: Voice, said: Said) -> Turn:
    """The next turn of a locked difficulty. Raises BadWish."""
    if (said.wish == Wish.PAID) != (said.amount_cents is not None):
        raise BadWish(_("Dites le montant d’un dédommagement, et seulement dans ce cas."))
    if said.amount_cents is not None and not 0 < said.amount_cents <= LARGEST_CENTS:
        raise BadWish(_("Un montant est plus grand que zéro, et de 100 000 € au plus."))
    turn = Turn.objects.create(
        difficulty=difficulty,
        number=difficulty.turns.count() + 1,
        by=voice,
        words=said.words,
        wish=said.wish,
        amount_cents=said.amount_cents,
        said_at=clock.now(),
    )
    terms.show(difficulty.agreement, said.photos, turn=turn)
    return turn


def must_be_last(difficulty: Difficulty, number: int) -> Turn:
    """The last turn, if that is what was on the screen. Raises Stale."""
    last = difficulty.turns.order_by("-number").first()
    assert last is not None
    if last.number != number:
        raise Stale
    return last


def _has_begun(booking: Booking) -> bool:
    if booking.state in {State.OUT, State.RETURNED}:
        return True
    is_untold = booking.state in {State.ACCEPTED, State.LAPSED}
    return is_untold and clock.now() >= booking.starts_at


def _locked_for(actor: Resident, difficulty: Difficulty) -> tuple[Difficulty, Side]:
    locked = rows.locked_difficulty(difficulty.pk)
    side = locked.agreement.side_of(actor)
    if side is None:
        raise NotYours
    return locked, side


def _actor_of(last: Turn, side: Side) -> Actor:
    return Actor.PARTY if last.by == side else Actor.LISTENER
