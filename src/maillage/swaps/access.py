"""Who may obtain a swap: its two people, and nobody else. The only way to one by an id that came from a request."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.residents.models import Resident
from maillage.swaps.models import Swap


def swap(viewer: Resident, swap_id: UUID) -> Swap:
    """The swap with its two people and its listings; Http404 for others, and between those whom a block parts."""
    found = Swap.objects.concerning(viewer).with_all().filter(pk=swap_id).first()
    if found is None:
        raise Http404
    return found


def proposal_to(viewer: Resident, swap_id: UUID) -> Swap:
    """A proposal made to the viewer, who alone may answer it. Raises Http404."""
    found = swap(viewer, swap_id)
    if found.other_id != viewer.pk:
        raise Http404
    return found
