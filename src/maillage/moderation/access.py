"""Who may see what of a report: its receipt, the person who sent it, or for one sent without an account whoever holds
its address; its photo, the moderators who handle it.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from maillage.moderation.models import ANONYMOUS, Report
from maillage.platform.models import Photo
from maillage.residents import access as residents
from maillage.residents.models import Resident


def receipt(viewer: Resident | None, report_id: UUID) -> Report:
    """A report, for its receipt. Raises Http404."""
    theirs = Q(reporter__isnull=True) | Q(reporter=viewer) if viewer else Q(reporter__isnull=True)
    found = Report.objects.filter(theirs, pk=report_id).first()
    if found is None:
        raise Http404
    return found


def author_to_block(viewer: Resident | None, report: Report) -> Resident | None:
    """Whom the person who sent this report may block: its author, as long as the two may meet and it is signed."""
    if report.subject_kind in ANONYMOUS:
        return None
    if viewer is None or report.reporter_id != viewer.pk or report.author_id in {None, viewer.pk}:
        return None
    if not viewer.is_settled or residents.is_suspended(viewer):
        return None
    return Resident.objects.visible_to(viewer).filter(pk=report.author_id).first()


def photo(moderator: Resident, report_id: UUID) -> Photo:
    """The photo of what was reported, for a moderator who handles the report. Raises Http404."""
    found = Report.objects.handled_by(moderator).select_related("photo").filter(pk=report_id).first()
    if found is None or found.photo is None:
        raise Http404
    return found.photo
