"""Making an agreement: one proposes, the other confirms; a change is another version, to be confirmed again.

Each is one transaction, told to the other and to their conversation. Locks: see `rows`.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.agreements import rows, tellings, terms
from maillage.agreements.models import Agreement, State, Version, VersionState
from maillage.agreements.refusals import NothingChanged, NotToAgreeOn, NotYours, Stale
from maillage.agreements.states import Actor, pass_agreement, pass_version
from maillage.agreements.terms import Terms
from maillage.bookings.models import HELD, Booking, Side
from maillage.listings.models import Mode
from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Resident

AGREED_ON = (Mode.LOAN, Mode.RENTAL)
"""The modes in which a thing changes hands and comes back."""
# More is not agreeing: the two had better talk.
MOST_VERSIONS = 50


@transaction.atomic
def make(actor: Resident, booking: Booking, said: Terms | None = None) -> Agreement:
    """The agreement of an accepted booking, in the words of its listing where none are given.

    Made once: the second of two taps answers what the first made. Raises NotYours, NotToAgreeOn.
    """
    lines = Booking.objects.select_for_update(of=("self",), no_key=True)
    locked = lines.select_related("owner", "borrower", "owner__commune", "listing", "conversation").get(pk=booking.pk)
    side = locked.side_of(actor)
    if side is None:
        raise NotYours
    found = Agreement.objects.filter(booking=locked).first()
    if found is not None:
        return found
    _must_be_agreed_on(locked)
    agreement = Agreement.objects.create(
        booking=locked,
        owner=locked.owner,
        borrower=locked.borrower,
        commune=locked.owner.commune,
        mode=locked.mode,
        made_at=clock.now(),
    )
    _propose(agreement, side, said or terms.of_booking(locked), number=1)
    tellings.tell_other(agreement, actor, tellings.MADE)
    return agreement


@transaction.atomic
def change(actor: Resident, agreement: Agreement, said: Terms, *, base: int) -> Version:
    """Propose other words than those of version `base`, the last that the actor saw.

    What the other confirmed of a version that waited falls; the version in force holds until both confirm this one.
    Raises NotYours, NotToAgreeOn, OutOfReach, Stale, NothingChanged.
    """
    locked, side = rows.locked_for(actor, agreement.pk)
    booking = _must_run(locked)
    rows.must_reach(locked)
    last = rows.last_version(locked)
    _must_be_last(locked, last, base)
    if last.state != VersionState.DROPPED and terms.is_same(last, booking, said):
        raise NothingChanged
    if last.number >= MOST_VERSIONS:
        raise NotToAgreeOn(_("Cet accord a déjà beaucoup changé. Écrivez-vous d’abord, puis confirmez le dernier."))
    if last.state == VersionState.PROPOSED:
        pass_version(last, VersionState.REPLACED, _actor_of(last, side))
    version = _propose(locked, side, said, number=last.number + 1)
    tellings.tell_other(locked, actor, tellings.CHANGED)
    return version


@transaction.atomic
def confirm(actor: Resident, agreement: Agreement, *, number: int) -> Version:
    """Say yes to version `number`, which the other proposed: from now on it holds, and nobody changes a word of it.

    Raises NotYours, NotToAgreeOn, OutOfReach, NoSuchTransition, Stale when that version is no longer the last.
    """
    locked, side = rows.locked_for(actor, agreement.pk)
    booking = _must_run(locked)
    rows.must_reach(locked)
    last = rows.last_version(locked)
    _must_be_last(locked, last, number)
    if last.period != booking.period or last.price_cents != booking.price_cents:
        raise NotToAgreeOn(_("Les dates ou le prix de la réservation ont changé : proposez l’accord à nouveau."))
    former = rows.in_force(locked)
    if former is not None and last.state == VersionState.PROPOSED and last.awaited == side:
        pass_version(former, VersionState.REPLACED, Actor.BOTH)
    setattr(last, f"{side}_confirmed_at", getattr(last, f"{side}_confirmed_at") or clock.now())
    pass_version(last, VersionState.AGREED, _actor_of(last, side))
    pass_agreement(locked, State.IN_FORCE, Actor.BOTH)
    tellings.tell_other(locked, actor, tellings.CONFIRMED)
    return last


@transaction.atomic
def drop(actor: Resident, agreement: Agreement, *, number: int) -> Version:
    """Say no to what the other proposes, or take back what one proposed. Raises NotYours, NoSuchTransition, Stale."""
    locked, side = rows.locked_for(actor, agreement.pk)
    last = rows.last_version(locked)
    _must_be_last(locked, last, number)
    pass_version(last, VersionState.DROPPED, _actor_of(last, side))
    tellings.tell_other(locked, actor, tellings.DROPPED if side == last.awaited else tellings.TAKEN_BACK)
    return last


def may_be_made(booking: Booking) -> bool:
    """Whether an agreement can be made of it now."""
    return booking.mode in AGREED_ON and booking.state in HELD


def _must_be_agreed_on(booking: Booking) -> None:
    if not may_be_made(booking):
        raise NotToAgreeOn(_("Un accord se fait pour un prêt ou une location dont la réservation est acceptée."))
    if booking.owner.is_suspended or booking.borrower.is_suspended:
        raise NotToAgreeOn(_("Cette réservation ne peut pas aller plus loin."))
    if booking.borrower_id in residents.hidden_from(booking.owner):
        raise NotToAgreeOn(_("Cette réservation ne peut pas aller plus loin."))


def _must_run(agreement: Agreement) -> Booking:
    """Its booking, while it is to come or going on. Raises NotToAgreeOn."""
    if not agreement.is_running or agreement.booking is None:
        raise NotToAgreeOn(_("Cet échange est terminé : son accord ne change plus."))
    return agreement.booking


def _must_be_last(agreement: Agreement, last: Version, seen: int) -> None:
    if last.number == seen:
        return
    before = agreement.versions.filter(number=seen).first()
    raise Stale(terms.between(before, last) if before is not None else ())


def _propose(agreement: Agreement, side: Side, said: Terms, *, number: int) -> Version:
    assert agreement.booking is not None
    confirmed = {f"{side}_confirmed_at": clock.now()}
    return terms.write(
        agreement, agreement.booking, said, number=number, made_by=side, made_at=clock.now(), **confirmed
    )


def _actor_of(version: Version, side: Side) -> Actor:
    return Actor.AWAITED if side == version.awaited else Actor.PROPOSER
