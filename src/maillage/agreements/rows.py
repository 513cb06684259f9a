"""Obtaining what is about to change, locked.

Always in this order: listing, booking, agreement, difficulty, conversation.
"""

from __future__ import annotations

from uuid import UUID

from maillage.agreements.models import Agreement, Difficulty, Version, VersionState
from maillage.agreements.refusals import NotYours, OutOfReach
from maillage.bookings.models import Booking, Side
from maillage.listings.models import Listing
from maillage.residents import queries as residents
from maillage.residents.models import Resident


def locked(agreement_id: UUID, *, with_listing: bool = False) -> Agreement:
    """The agreement as it is now, after its booking; `with_listing` where the booking is about to pass on."""
    ids = Agreement.objects.values_list("booking", "booking__listing").get(pk=agreement_id)
    if with_listing and ids[1] is not None:
        Listing.objects.select_for_update(no_key=True).filter(pk=ids[1]).first()
    if ids[0] is not None:
        Booking.objects.select_for_update(no_key=True).filter(pk=ids[0]).first()
    rows = Agreement.objects.select_for_update(of=("self",), no_key=True)
    people = ("owner", "borrower", "commune", "booking", "booking__conversation", "booking__listing")
    return rows.select_related(*people).get(pk=agreement_id)


def locked_for(actor: Resident, agreement_id: UUID, *, with_listing: bool = False) -> tuple[Agreement, Side]:
    """The same, and the actor’s side of it. Raises NotYours."""
    found = locked(agreement_id, with_listing=with_listing)
    side = found.side_of(actor)
    if side is None:
        raise NotYours
    return found, side


def locked_difficulty(difficulty_id: UUID) -> Difficulty:
    """The difficulty as it is now, with its agreement, locked before it."""
    agreement_id = Difficulty.objects.values_list("agreement", flat=True).get(pk=difficulty_id)
    agreement = locked(agreement_id)
    rows = Difficulty.objects.select_for_update(of=("self",), no_key=True).select_related("mediator")
    found = rows.get(pk=difficulty_id)
    found.agreement = agreement
    return found


def last_version(agreement: Agreement) -> Version:
    """The newest, whatever became of it: an agreement has one from the start."""
    found = agreement.versions.order_by("-number").first()
    assert found is not None
    return found


def in_force(agreement: Agreement) -> Version | None:
    """The one that both confirmed."""
    return agreement.versions.filter(state=VersionState.AGREED).first()


def are_apart(agreement: Agreement) -> bool:
    """Whether the two can no longer reach each other here."""
    return (
        agreement.owner.is_suspended
        or agreement.borrower.is_suspended
        or agreement.borrower_id in residents.hidden_from(agreement.owner)
    )


def must_reach(agreement: Agreement) -> None:
    """Raises OutOfReach."""
    if are_apart(agreement):
        raise OutOfReach
