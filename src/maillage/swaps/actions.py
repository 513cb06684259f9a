"""What people do about a swap. Each is one transaction.

Locks, in this order: the listings of both sides, in the order of their ids (`listings.actions.locked_in_order`), then
the swap, then the conversation. Accepting takes every hold or none (`listings.holds`); the database checks, when the
transaction ends, that an accepted swap holds all its listings and that no other holds any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from maillage.conversations import actions as conversations
from maillage.conversations import withholding
from maillage.conversations.actions import About
from maillage.conversations.happenings import Happening
from maillage.listings import actions as listings
from maillage.listings import holds
from maillage.listings.models import Listing
from maillage.listings.states import Refused
from maillage.notices import actions as notices
from maillage.notices.kinds import Kind
from maillage.platform import clock, wording
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.swaps import kinds
from maillage.swaps.models import LARGEST_BALANCE_CENTS, Side, State, Swap, SwapItem
from maillage.swaps.passage import pass_to
from maillage.swaps.states import Actor, must_allow

KIND = "swap"
MOST_A_SIDE = 8
# From one person to another: more, and it is insistence.
MOST_WAITING = 3


class NotForYou(Refused):
    """Only its two people decide, each their part."""

    def __init__(self) -> None:
        super().__init__(_("Seules les deux personnes du troc peuvent le faire, chacune pour sa part."))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a proposal says. A balance above zero is handed by who proposes; below, by the other."""

    mine: Sequence[UUID]
    yours: Sequence[UUID]
    balance_cents: int = 0
    words: str = ""


@dataclass
class Locked:
    """A swap and its listings, locked; those of each side."""

    swap: Swap
    listings: list[Listing] = field(default_factory=list)
    sides: dict[UUID, str] = field(default_factory=dict)

    def of(self, side: Side) -> list[Listing]:
        return [listing for listing in self.listings if self.sides[listing.pk] == side]


@transaction.atomic
def propose(proposer: Resident, other: Resident, terms: Terms) -> Swap:
    """Propose some of one's own against some of another's. Raises Refused, conversations' Closed, TooManyOpenings."""
    mine, yours = _listings_of(proposer, other, terms)
    waiting = Swap.objects.filter(proposer=proposer, other=other, state=State.PROPOSED).count()
    if waiting >= MOST_WAITING:
        raise Refused(
            _("%(count)s de vos propositions attendent déjà sa réponse : retirez-en une, ou patientez un peu.")
            % {"count": waiting}
        )
    conversation = conversations.meet(proposer, [other], _about(yours[0]))
    swap = Swap(proposer=proposer, other=other, conversation=conversation, made_at=clock.now())
    return _publish(swap, terms, mine, yours, kinds.PROPOSED, kinds.PROPOSAL_MADE)


@transaction.atomic
def counter(who: Resident, swap: Swap, terms: Terms) -> Swap:
    """Propose otherwise to who proposed: a new version, the former stays readable. Raises NotForYou, Refused."""
    if who.pk != swap.other_id:
        raise NotForYou
    mine, yours = _listings_of(who, swap.proposer, terms)
    former = Swap.objects.select_for_update(of=("self",)).get(pk=swap.pk)
    pass_to(former, State.COUNTERED, Actor.OTHER)
    new = Swap(
        proposer=who,
        other=swap.proposer,
        conversation=swap.conversation,
        thread=former.thread,
        counters=former,
        made_at=clock.now(),
    )
    return _publish(new, terms, mine, yours, kinds.COUNTERED, kinds.PROPOSAL_COUNTERED)


@transaction.atomic
def accept(who: Resident, swap: Swap) -> Swap:
    """Promise all the listings of both sides, or none. Raises NotForYou, Refused, holds.NotFree."""
    locked = _locked(swap)
    if who.pk != locked.swap.other_id:
        raise NotForYou
    must_allow(State(locked.swap.state), Actor.OTHER, State.ACCEPTED)
    if not locked.of(Side.PROPOSER) or not locked.of(Side.OTHER):
        raise Refused(_("Ce qui était proposé n’existe plus : proposez autre chose."))
    if locked.swap.proposer.is_suspended:
        raise Refused(_("Cette personne n’est plus là pour l’instant."))
    holds.take(locked.listings, KIND, locked.swap.pk)
    locked.swap.accepted_at = clock.now()
    pass_to(locked.swap, State.ACCEPTED, Actor.OTHER)
    _note(who, locked, kinds.PROPOSAL_ACCEPTED)
    _tell(locked, kinds.ACCEPTED, by=who)
    return locked.swap


@transaction.atomic
def decline(who: Resident, swap: Swap) -> Swap:
    """Say no, without a reason. Raises NotForYou, Refused."""
    locked = _locked(swap)
    if who.pk != locked.swap.other_id:
        raise NotForYou
    pass_to(locked.swap, State.DECLINED, Actor.OTHER)
    _note(who, locked, kinds.PROPOSAL_DECLINED)
    _tell(locked, kinds.DECLINED, by=who)
    return locked.swap


@transaction.atomic
def withdraw(who: Resident, swap: Swap) -> Swap:
    """Take back one's own proposal. Raises NotForYou, Refused."""
    locked = _locked(swap)
    if who.pk != locked.swap.proposer_id:
        raise NotForYou
    pass_to(locked.swap, State.WITHDRAWN, Actor.PROPOSER)
    _note(who, locked, kinds.PROPOSAL_WITHDRAWN)
    _tell(locked, kinds.WITHDRAWN, by=who)
    return locked.swap


@transaction.atomic
def break_off(who: Resident, swap: Swap) -> Swap:
    """Undo an accepted swap: all its listings are online again. Raises NotForYou, Refused."""
    locked = _locked(swap)
    pass_to(locked.swap, State.BROKEN, _actor(who, locked.swap))
    holds.give_back(locked.listings, locked.swap.pk)
    _note(who, locked, kinds.SWAP_BROKEN)
    _tell(locked, kinds.BROKEN, by=who)
    return locked.swap


@transaction.atomic
def finish(who: Resident, swap: Swap) -> Swap:
    """Say that it took place; done once both have said so. Saying it twice is saying it once.

    Raises NotForYou, Refused.
    """
    locked = _locked(swap, with_rivals=True)
    actor = _actor(who, locked.swap)
    must_allow(State(locked.swap.state), actor, State.DONE)
    if locked.swap.done_at_of(who) is not None:
        return locked.swap
    if actor == Actor.PROPOSER:
        locked.swap.proposer_done_at = clock.now()
    else:
        locked.swap.other_done_at = clock.now()
    _note(who, locked, kinds.SWAP_DONE)
    if locked.swap.proposer_done_at is None or locked.swap.other_done_at is None:
        locked.swap.save()
        _tell(locked, kinds.SAID_DONE, by=who)
        return locked.swap
    pass_to(locked.swap, State.DONE, actor)
    holds.conclude(locked.listings, locked.swap.pk)
    _tell(locked, kinds.DONE)
    return locked.swap


def undo(swap_id: UUID, actor: Actor = Actor.SITE) -> bool:
    """End, in neutral words, what can no longer be: a proposal lapses, an accepted swap frees all; whether it did."""
    with transaction.atomic():
        swap = Swap.objects.filter(pk=swap_id).first()
        if swap is None:
            return False
        locked = _locked(swap)
        if not locked.swap.is_live or (actor == Actor.CLOCK and not locked.swap.is_proposed):
            return False
        was_accepted = locked.swap.is_accepted
        pass_to(locked.swap, State.BROKEN if was_accepted else State.WITHDRAWN, actor)
        holds.give_back(locked.listings, locked.swap.pk)
        _tell(locked, kinds.UNDONE if was_accepted else kinds.LAPSED)
        return True


@transaction.atomic
def forget_all(resident: Resident) -> None:
    """What a person who leaves wrote in proposals goes with them; the job that follows ends what ran. Idempotent."""
    Swap.objects.filter(proposer=resident).exclude(words="").update(words="")


@transaction.atomic
def take_words(pk: UUID) -> withholding.Taken | None:
    """Take away what the proposer said, here and among their messages. For moderation: see `withholding`."""
    return withholding.take(Swap.objects.all(), pk, "proposer")


@transaction.atomic
def give_words_back(pk: UUID, taken: withholding.Taken) -> bool:
    """Undo `take_words`."""
    return withholding.give_back(Swap.objects.all(), pk, taken)


def balance_words(swap: Swap, reader: Resident) -> str:
    """ "Vous remettez 10 € à Yann.", "Yann vous remet 10 €.", or nothing."""
    if not swap.balance_cents:
        return ""
    amount = wording.euros(abs(swap.balance_cents))
    other = swap.other_than(reader)
    pays = swap.proposer_id if swap.balance_cents > 0 else swap.other_id
    if pays == reader.pk:
        return _("Vous remettez %(amount)s à %(who)s.") % {"amount": amount, "who": other}
    return _("%(who)s vous remet %(amount)s.") % {"amount": amount, "who": other}


def _publish(
    swap: Swap, terms: Terms, mine: list[Listing], yours: list[Listing], kind: Kind, happening: Happening
) -> Swap:
    swap.balance_cents, swap.words = terms.balance_cents, terms.words
    swap.save(force_insert=True)
    sides = dict.fromkeys((each.pk for each in mine), Side.PROPOSER) | dict.fromkeys(
        (each.pk for each in yours), Side.OTHER
    )
    SwapItem.objects.bulk_create(SwapItem(swap=swap, listing_id=pk, side=side) for pk, side in sides.items())
    locked = Locked(swap, [*mine, *yours], dict(sides))
    _note(swap.proposer, locked, happening, words=swap.words)
    _tell(locked, kind, by=swap.proposer)
    return swap


def _listings_of(proposer: Resident, other: Resident, terms: Terms) -> tuple[list[Listing], list[Listing]]:
    """Both sides, locked in the order of ids, as asked. Raises Refused."""
    try:
        restraints.must_be_free_to_publish(proposer)
    except restraints.Restrained as restrained:
        raise Refused(str(restrained)) from restrained
    if proposer.pk == other.pk:
        raise Refused(_("On ne troque pas avec soi-même : choisissez l’annonce de quelqu’un d’autre."))
    if not terms.mine or not terms.yours:
        raise Refused(_("Un troc a deux côtés : choisissez au moins une annonce de chacun."))
    if max(len(set(terms.mine)), len(set(terms.yours))) > MOST_A_SIDE:
        raise Refused(_("%(most)s annonces de chaque côté au plus.") % {"most": MOST_A_SIDE})
    if abs(terms.balance_cents) > LARGEST_BALANCE_CENTS:
        raise Refused(
            _("Le complément est de %(most)s au plus : au-delà, c’est plutôt une vente.")
            % {"most": wording.euros(LARGEST_BALANCE_CENTS)}
        )
    found = {each.pk: each for each in listings.locked_in_order([*terms.mine, *terms.yours])}
    return _side(found, terms.mine, proposer), _side(found, terms.yours, other)


def _side(found: dict[UUID, Listing], wanted: Iterable[UUID], owner: Resident) -> list[Listing]:
    side = [found[pk] for pk in dict.fromkeys(wanted) if pk in found]
    for listing in side:
        if listing.author_id != owner.pk or listing.is_request:
            raise Refused(_("Une de ces annonces n’est pas du côté choisi : revoyez le troc."))
        if not holds.is_free(listing):
            raise holds.NotFree(listing)
    if len(side) < len(set(wanted)):
        raise Refused(_("Une de ces annonces n’existe plus : revoyez le troc."))
    return side


def _locked(swap: Swap, *, with_rivals: bool = False) -> Locked:
    """The swap and its listings as they are now; its items never change, so that they may be read before.

    `with_rivals` locks as well, in the order of ids, the proposals that end with it: two swaps of other listings may
    have some in common.
    """
    sides = dict(SwapItem.objects.filter(swap=swap).values_list("listing", "side"))
    found = listings.locked_in_order(sides)
    rows = Swap.objects.select_for_update(of=("self",)).select_related("proposer", "other", "conversation")
    if with_rivals:
        over = SwapItem.objects.filter(listing__in=sides).values("swap")
        list(rows.filter(Q(pk=swap.pk) | Q(pk__in=over, state=State.PROPOSED)).order_by("pk"))
    return Locked(rows.get(pk=swap.pk), found, sides)


def _actor(who: Resident, swap: Swap) -> Actor:
    if who.pk == swap.proposer_id:
        return Actor.PROPOSER
    if who.pk == swap.other_id:
        return Actor.OTHER
    raise NotForYou


def _about(listing: Listing) -> About:
    """The conversation about the first thing that is asked: the same as a plain answer opens."""
    with translation.override(settings.LANGUAGE_CODE):  # kept in French, shown in each reader's language
        tag = str(listing.kind_label)
    return About("listing", listing.pk, tag, listing.title, listing.get_absolute_url())


def _note(who: Resident, locked: Locked, happening: Happening, *, words: str = "") -> None:
    if locked.swap.conversation is not None:
        facts: dict[str, object] = {**_facts(locked, given=locked.swap.side_of(who))}
        if words:
            facts["words"] = words
        path = locked.swap.get_absolute_url()
        conversations.note(who, locked.swap.conversation, happening, facts=facts, path=path)


def _tell(locked: Locked, kind: Kind, *, by: Resident | None = None) -> None:
    """Tell the two, save who did it: what the one across gives, against what the reader gives."""
    swap = locked.swap
    for reader in (swap.proposer, swap.other):
        if by is None or reader.pk != by.pk:
            across = Side.OTHER if swap.side_of(reader) == Side.PROPOSER else Side.PROPOSER
            facts = _facts(locked, given=across)
            notices.tell(reader, kind, by=by, path=swap.get_absolute_url(), facts=facts)


def _facts(locked: Locked, *, given: Side) -> dict[str, list[str]]:
    got = Side.OTHER if given == Side.PROPOSER else Side.PROPOSER
    return {
        "given": [each.title for each in locked.of(given)],
        "got": [each.title for each in locked.of(got)],
    }
