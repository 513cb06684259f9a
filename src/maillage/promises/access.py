"""Who may obtain a claim: its two people, and nobody else. The only way to one by an id that came from a request."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.promises.models import Claim
from maillage.residents.models import Resident


def claim(viewer: Resident, claim_id: UUID) -> Claim:
    """The claim, its listing and its two people; Http404 for others, and between those whom a block parts."""
    found = Claim.objects.concerning(viewer).with_people().filter(pk=claim_id).first()
    if found is None:
        raise Http404
    return found


def claim_on_mine(owner: Resident, claim_id: UUID) -> Claim:
    """A claim on what is the viewer's. Raises Http404."""
    found = claim(owner, claim_id)
    if found.listing.author_id != owner.pk:
        raise Http404
    return found
