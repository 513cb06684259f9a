"""Who may obtain what somebody waits for, and what was offered to them: that person alone."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.listings import access as listings
from maillage.listings.queries import viewpoint_of
from maillage.matching.models import Approach, Want
from maillage.residents.models import Resident


def want(resident: Resident, want_id: UUID) -> Want:
    """A search that the resident saved, or Http404."""
    found = Want.objects.select_related("commune").filter(pk=want_id, resident=resident, request=None).first()
    if found is None:
        raise Http404
    return found


def approach(resident: Resident, approach_id: UUID) -> Approach:
    """A request that was offered to the resident and that they may still see, or Http404."""
    found = (
        Approach.objects.select_related("request", "request__author", "request__commune")
        .filter(pk=approach_id, resident=resident)
        .first()
    )
    if found is None or not listings.may_see(viewpoint_of(resident), found.request):
        raise Http404
    return found
