"""Handing over and giving back: each of the two says that it happened, and how they found the thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.agreements import rows, terms
from maillage.agreements.models import Agreement, Moment, Statement
from maillage.agreements.refusals import AlreadySaid, NotNow, Refused
from maillage.bookings import actions as bookings
from maillage.bookings import refusals as bookings_refusals
from maillage.bookings.models import Booking, State
from maillage.platform import clock
from maillage.platform.models import Photo
from maillage.residents.models import Resident

# One looks at a thing when it comes back, or the next days, by daylight.
RETURN_STATED_WITHIN = timedelta(days=14)
WHILE = {
    Moment.HANDOVER: (State.ACCEPTED, State.OUT),
    Moment.RETURN: (State.ACCEPTED, State.OUT, State.RETURNED),
}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How a thing was found; what differs from the agreement is said in words."""

    is_as_agreed: bool
    words: str = ""
    photos: Sequence[Photo] = ()


@transaction.atomic
def say(actor: Resident, agreement: Agreement, moment: Moment, condition: Condition) -> Statement:
    """Confirm a handover or a return, with the condition; the booking follows, and passes when both said it.

    Who confirmed on the booking’s page may still say the condition here. Raises NotYours, NotNow, AlreadySaid, Refused.
    """
    locked, side = rows.locked_for(actor, agreement.pk, with_listing=True)
    if locked.statements.filter(moment=moment, side=side).exists():
        raise AlreadySaid
    booking = locked.booking
    if booking is None or not may_be_said(booking, moment):
        raise NotNow(_("L’état ne peut plus être dit maintenant. S’il y a une difficulté, dites-la depuis l’accord."))
    try:
        if moment == Moment.HANDOVER and booking.state == State.ACCEPTED:
            bookings.hand_over(actor, booking)
        elif moment == Moment.RETURN and booking.state != State.RETURNED:
            bookings.confirm_return(actor, booking)
    except bookings_refusals.Refused as refused:
        raise NotNow(str(refused)) from None
    if not condition.is_as_agreed and not condition.words.strip():
        raise Refused(_("Dites en quelques mots ce qui est différent."))
    statement = Statement.objects.create(
        agreement=locked,
        moment=moment,
        side=side,
        is_as_agreed=condition.is_as_agreed,
        words=condition.words,
        said_at=clock.now(),
    )
    terms.show(locked, condition.photos, statement=statement)
    return statement


def may_be_said(booking: Booking, moment: Moment) -> bool:
    """Whether the condition at that moment can be said of this booking now."""
    if booking.state == State.RETURNED and moment == Moment.RETURN:
        return booking.ended_at is not None and clock.now() < booking.ended_at + RETURN_STATED_WITHIN
    if moment == Moment.HANDOVER and booking.state == State.ACCEPTED:
        return clock.now() >= booking.starts_at - bookings.FETCHED_BEFORE
    if moment == Moment.RETURN and booking.state == State.ACCEPTED:
        return clock.now() >= booking.starts_at
    return booking.state in WHILE[moment]
