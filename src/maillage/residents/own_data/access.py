"""Who may take an export: its owner, as long as it is there."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.own_data.actions import KEPT
from maillage.residents.own_data.models import Export


def export(resident: Resident, export_id: UUID) -> Export:
    """One's own, ready and not too old. Raises Http404."""
    own = Export.objects.filter(pk=export_id, resident=resident, asked_at__gt=clock.now() - KEPT)
    found = own.exclude(ready_at=None).first()
    if found is None:
        raise Http404
    return found


def exports_of(resident: Resident) -> list[Export]:
    """All that somebody may take, the last first."""
    return list(Export.objects.filter(resident=resident, asked_at__gt=clock.now() - KEPT).order_by("-asked_at"))
