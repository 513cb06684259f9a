"""Who may see a receipt: the person who reported, or for a report without an account whoever holds its address."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from maillage.moderation.models import Report
from maillage.residents.models import Resident


def receipt(viewer: Resident | None, report_id: UUID) -> Report:
    """A report, for its receipt. Raises Http404."""
    theirs = Q(reporter__isnull=True) | Q(reporter=viewer) if viewer else Q(reporter__isnull=True)
    found = Report.objects.filter(theirs, pk=report_id).first()
    if found is None:
        raise Http404
    return found
