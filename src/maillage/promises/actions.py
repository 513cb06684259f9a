"""What people do about a thing given or sold. Each is one transaction.

Locks, in this order: the listing, then its live claims, then the conversation. The line is the order of ids: the
listing is locked before a claim takes its id. To whom it is promised, the database decides: one promised claim a
listing (`claim_one_promised`), one hold a listing whichever domain asks (`listings.holds`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.conversations import actions as conversations
from maillage.conversations import withholding
from maillage.conversations.happenings import Happening
from maillage.listings import actions as listings
from maillage.listings import holds
from maillage.listings.models import Hold, Listing, Mode
from maillage.listings.models import State as ListingState
from maillage.listings.states import Refused
from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.promises import kinds, queries, tellings
from maillage.promises.models import Claim, State
from maillage.promises.passage import pass_to
from maillage.promises.states import Actor, must_allow
from maillage.residents import restraints
from maillage.residents.models import Resident

KIND = "promise"
MODES = frozenset({Mode.GIFT, Mode.SALE})
# Where nobody waits any more.
OVER = frozenset({ListingState.WITHDRAWN, ListingState.DONE, ListingState.EXPIRED, ListingState.HIDDEN})
# A line longer than a street: the next thirty can ask by message.
LONGEST_LINE = 30
LARGEST_PRICE_CENTS = 10_000_000


class NotForYou(Refused):
    """Only the owner promises; only the two of a promise keep or break it."""

    def __init__(self) -> None:
        super().__init__(_("Seules les deux personnes concernées peuvent le faire."))


def may_be_claimed(listing: Listing) -> bool:
    """Whether one may take a place in its line: given or sold here, free or promised."""
    online = holds.is_free(listing) or listing.state == ListingState.PROMISED
    return not listing.is_request and listing.mode in MODES and online


@transaction.atomic
def claim(claimant: Resident, listing: Listing, *, words: str = "") -> Claim:
    """Take the next place in the line, and open the conversation with the owner. Claiming twice is claiming once.

    Raises Refused, and conversations' Closed and TooManyOpenings.
    """
    locked = _locked(listing)
    _must_be_free(claimant)
    if locked.author_id == claimant.pk:
        raise Refused(_("Cette annonce est la vôtre : elle attend quelqu’un d’autre."))
    if not may_be_claimed(locked):
        raise Refused(_("On ne peut plus prendre place dans la file : l’annonce n’est plus en ligne."))
    line = list(Claim.objects.select_for_update().filter(listing=locked).live().order_by("id"))
    mine = next((each for each in line if each.claimant_id == claimant.pk), None)
    if mine is not None:
        return mine
    if len(line) >= LONGEST_LINE:
        raise Refused(_("Trop de personnes attendent déjà : écrivez plutôt un message."))
    if Claim.objects.filter(listing=locked, claimant=claimant, state=State.DECLINED).exists():
        raise Refused(_("La personne vous a répondu que ce ne serait pas cette fois. Regardez les autres annonces."))
    conversation = conversations.meet(claimant, [locked.author], tellings.about(locked))
    made = Claim.objects.create(
        id=_next_id(locked),
        listing=locked,
        claimant=claimant,
        conversation=conversation,
        words=words,
        price_cents=locked.price_cents,
        made_at=clock.now(),
    )
    facts = {"title": locked.title}
    noted = facts | {"words": words} if words else facts
    conversations.note(claimant, conversation, kinds.CLAIM_MADE, facts=noted, path=made.get_absolute_url())
    notices.tell(locked.author, kinds.CLAIMED, by=claimant, path=tellings.line_path(locked), facts=facts)
    return made


@transaction.atomic
def promise(owner: Resident, claim: Claim, *, price_cents: int | None = None) -> Claim:
    """Promise it to one who waits; nobody is told why this one. For a sale, at the price agreed.

    Raises NotForYou, Refused.
    """
    both = _locked_pair(claim)
    if both.listing.author_id != owner.pk:
        raise NotForYou
    if both.claim.claimant.is_suspended:
        raise Refused(_("Cette personne n’est plus là : choisissez-en une autre."))
    must_allow(State(both.claim.state), Actor.OWNER, State.PROMISED)
    holds.take([both.listing], KIND, both.claim.pk)
    if both.listing.mode == Mode.SALE:
        both.claim.price_cents = _price(price_cents, both)
    both.claim.promised_at = clock.now()
    pass_to(both.claim, State.PROMISED, Actor.OWNER)
    facts = {"title": both.listing.title}
    _note(owner, both, kinds.PROMISE_MADE, price_cents=both.claim.price_cents)
    notices.tell(both.claim.claimant, kinds.PROMISED, by=owner, path=both.claim.get_absolute_url(), facts=facts)
    return both.claim


@transaction.atomic
def withdraw(claimant: Resident, claim: Claim) -> Claim:
    """Leave the line. Raises NotForYou, Refused."""
    both = _locked_pair(claim)
    if both.claim.claimant_id != claimant.pk:
        raise NotForYou
    pass_to(both.claim, State.WITHDRAWN, Actor.CLAIMANT)
    _note(claimant, both, kinds.CLAIM_WITHDRAWN)
    notices.tell(
        both.listing.author,
        kinds.WITHDRAWN,
        by=claimant,
        path=tellings.line_path(both.listing),
        facts={"title": both.listing.title},
    )
    return both.claim


@transaction.atomic
def decline(owner: Resident, claim: Claim) -> Claim:
    """Say to one who waits that it will not be them this time, without a reason; nobody else hears of it.

    They do not come back to the line of this listing. Raises NotForYou, Refused.
    """
    both = _locked_pair(claim)
    if both.listing.author_id != owner.pk:
        raise NotForYou
    pass_to(both.claim, State.DECLINED, Actor.OWNER)
    _note(owner, both, kinds.CLAIM_DECLINED)
    path, facts = both.claim.get_absolute_url(), {"title": both.listing.title}
    notices.tell(both.claim.claimant, kinds.DECLINED, by=owner, path=path, facts=facts)
    return both.claim


@transaction.atomic
def release(who: Resident, claim: Claim) -> Claim:
    """Break a promise, from either side: the listing is online again, and its owner is proposed the next in line.

    Raises NotForYou, Refused.
    """
    both = _locked_pair(claim)
    actor = _actor(who, both)
    pass_to(both.claim, State.RELEASED, actor)
    holds.give_back([both.listing], both.claim.pk)
    _note(who, both, kinds.PROMISE_BROKEN)
    facts = {"title": both.listing.title}
    if actor == Actor.OWNER:
        path = both.listing.get_absolute_url()
        notices.tell(both.claim.claimant, kinds.BROKEN_BY_OWNER, by=who, path=path, facts=facts)
    else:
        path = tellings.line_path(both.listing)
        notices.tell(both.listing.author, kinds.BROKEN_BY_CLAIMANT, by=who, path=path, facts=facts)
    _propose_the_next(both.listing, to_owner=actor != Actor.OWNER)
    return both.claim


@transaction.atomic
def keep(who: Resident, claim: Claim) -> Claim:
    """Say that it was handed over. Once both have said so it is done; see `confirm_due` for who does not answer.

    Saying it twice is saying it once. Raises NotForYou, Refused.
    """
    both = _locked_pair(claim)
    actor = _actor(who, both)
    must_allow(State(both.claim.state), actor, State.KEPT)
    facts = {"title": both.listing.title}
    path = both.claim.get_absolute_url()
    if actor == Actor.OWNER and both.claim.given_at is None:
        both.claim.given_at = clock.now()
        _note(who, both, kinds.HANDED_OVER)
        if both.claim.received_at is None:
            notices.tell(both.claim.claimant, kinds.GIVEN, by=who, path=path, facts=facts)
    elif actor == Actor.CLAIMANT and both.claim.received_at is None:
        both.claim.received_at = clock.now()
        _note(who, both, kinds.TAKEN)
        if both.claim.given_at is None:
            notices.tell(both.listing.author, kinds.RECEIVED, by=who, path=path, facts=facts)
    if both.claim.given_at is None or both.claim.received_at is None:
        both.claim.save()
        return both.claim
    return _conclude(both, actor)


def conclude_by_clock(claim_id: UUID, given_before: datetime) -> bool:
    """What its owner handed over, and of which the claimant said nothing since, is done; whether it was."""
    with transaction.atomic():
        both = _locked_by_id(claim_id)
        if both is None or both.claim.state != State.PROMISED or both.claim.given_at is None:
            return False
        if both.claim.given_at > given_before:
            return False
        _conclude(both, Actor.CLOCK)
        return True


def undo(claim_id: UUID) -> bool:
    """Release a live claim whose two people can no longer meet, in neutral words; whether it was."""
    with transaction.atomic():
        both = _locked_by_id(claim_id)
        if both is None or not both.claim.is_live:
            return False
        was_promised = both.claim.is_promised
        pass_to(both.claim, State.RELEASED, Actor.SITE)
        facts = {"title": both.listing.title}
        if was_promised:
            holds.give_back([both.listing], both.claim.pk)
            notices.tell(both.listing.author, kinds.UNDONE, path=tellings.line_path(both.listing), facts=facts)
            _propose_the_next(both.listing, to_owner=False)
        notices.tell(both.claim.claimant, kinds.GONE, path=tellings.EXCHANGES, facts=facts)
        return True


def follow(listing: Listing, before: ListingState, actor: object) -> None:
    """Tell those who wait that somebody else was promised it, or that it left: then a promise on it is no more."""
    if listing.state == ListingState.PROMISED:
        _tell_those_who_wait(listing)
    if listing.state not in OVER:
        return
    for each in Claim.objects.select_for_update(of=("self",)).filter(listing=listing).live().order_by("id"):
        if each.is_promised:
            holds.give_back([listing], each.pk)
        pass_to(each, State.RELEASED, Actor.SITE)
        kind = kinds.UNDONE if each.promised_at else kinds.GONE
        notices.tell(each.claimant, kind, path=tellings.EXCHANGES, facts={"title": listing.title})


@transaction.atomic
def forget_all(resident: Resident) -> None:
    """What a person who leaves claimed loses its words; those who wait for what was theirs are told it is gone.

    Their promises are released by the job that follows, as after a block. Idempotent.
    """
    Claim.objects.filter(claimant=resident).exclude(words="").update(words="")
    for each in Claim.objects.filter(listing__author=resident).live().select_related("listing", "claimant"):
        kind = kinds.UNDONE if each.is_promised else kinds.GONE
        notices.tell(each.claimant, kind, path=tellings.EXCHANGES, facts={"title": each.listing.title})


@transaction.atomic
def take_words(pk: UUID) -> withholding.Taken | None:
    """Take away what the claimant said, here and among their messages. For moderation: see `withholding`."""
    return withholding.take(Claim.objects.all(), pk, "claimant")


@transaction.atomic
def give_words_back(pk: UUID, taken: withholding.Taken) -> bool:
    """Undo `take_words`."""
    return withholding.give_back(Claim.objects.all(), pk, taken)


@dataclass
class Pair:
    """A listing and one of its claims, both locked."""

    listing: Listing
    claim: Claim


def _must_be_free(claimant: Resident) -> None:
    """Raises Refused when a decision of moderation forbids new requests."""
    try:
        restraints.must_be_free_to_publish(claimant)
    except restraints.Restrained as restrained:
        raise Refused(str(restrained)) from restrained


def _locked(listing: Listing) -> Listing:
    found = listings.locked_in_order([listing.pk])
    if not found:
        raise Refused(_("Cette annonce n’existe plus."))
    return found[0]


def _locked_pair(claim: Claim) -> Pair:
    both = _locked_by_id(claim.pk)
    if both is None:
        raise Refused(_("Cette annonce n’existe plus."))
    return both


def _locked_by_id(claim_id: UUID) -> Pair | None:
    listing_id = Claim.objects.filter(pk=claim_id).values_list("listing", flat=True).first()
    found = listings.locked_in_order([listing_id]) if listing_id else []
    claim = Claim.objects.select_for_update(of=("self",)).select_related("claimant", "conversation").filter(pk=claim_id)
    locked = claim.first() if found else None
    if locked is None:
        return None
    locked.listing = found[0]
    return Pair(found[0], locked)


def _actor(who: Resident, both: Pair) -> Actor:
    if who.pk == both.listing.author_id:
        return Actor.OWNER
    if who.pk == both.claim.claimant_id:
        return Actor.CLAIMANT
    raise NotForYou


def _conclude(both: Pair, actor: Actor) -> Claim:
    """It is done: those who waited are told by `follow`, as the listing passes."""
    pass_to(both.claim, State.KEPT, actor)
    holds.conclude([both.listing], both.claim.pk)
    for person in (both.listing.author, both.claim.claimant):
        notices.tell(person, kinds.KEPT, path=both.claim.get_absolute_url(), facts={"title": both.listing.title})
    return both.claim


def _waiting(listing: Listing) -> list[Claim]:
    return list(Claim.objects.filter(listing=listing, state=State.WAITING).select_related("claimant").order_by("id"))


def _tell_those_who_wait(listing: Listing) -> None:
    promised = Hold.objects.filter(listing=listing).values_list("by_id", flat=True).first()
    for each in _waiting(listing):
        if each.pk != promised:
            facts = {"title": listing.title}
            notices.tell(each.claimant, kinds.PASSED_OVER, path=each.get_absolute_url(), facts=facts)


def _propose_the_next(listing: Listing, *, to_owner: bool) -> None:
    """The next in line hears that it is free again, and its owner that one tap promises it."""
    following = next((each for each in _waiting(listing) if not each.claimant.is_suspended), None)
    if following is None or not listing.is_open:
        return
    facts = {"title": listing.title}
    notices.tell(following.claimant, kinds.FIRST_IN_LINE, path=following.get_absolute_url(), facts=facts)
    if to_owner:
        notices.tell(listing.author, kinds.NEXT_IN_LINE, path=tellings.line_path(listing), facts=facts)


def _price(price_cents: int | None, both: Pair) -> int | None:
    """The price agreed, else that of the claim, else that of the listing. Raises Refused."""
    agreed = price_cents if price_cents is not None else both.claim.price_cents or both.listing.price_cents
    if agreed is not None and not 0 < agreed <= LARGEST_PRICE_CENTS:
        raise Refused(_("Un prix est plus grand que zéro, et d’au plus 100 000 €. Pour donner, choisissez le don."))
    return agreed


def _note(who: Resident, both: Pair, happening: Happening, **facts: object) -> None:
    if both.claim.conversation is not None:
        told = {"title": both.listing.title, **facts}
        conversations.note(who, both.claim.conversation, happening, facts=told, path=both.claim.get_absolute_url())


def _next_id(listing: Listing) -> UUID:
    """A new id, greater than that of the last in line even when this machine's clock is behind another's."""
    drawn, last = new_id(), queries.newest_id(listing)
    return drawn if last is None or drawn > last else UUID(int=last.int + 1)
