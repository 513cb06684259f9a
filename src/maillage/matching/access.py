"""Who may obtain what somebody waits for: that person alone."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.matching.models import Want
from maillage.residents.models import Resident


def want(resident: Resident, want_id: UUID) -> Want:
    """A search that the resident saved, or Http404."""
    found = Want.objects.select_related("commune").filter(pk=want_id, resident=resident, request=None).first()
    if found is None:
        raise Http404
    return found
