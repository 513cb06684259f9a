"""Taking one's data away: asked for, made by a job, taken by its owner alone, forgotten after a week."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.platform import clock, sealed
from maillage.platform.queue import enqueue
from maillage.residents import tidings
from maillage.residents.models import Resident
from maillage.residents.own_data import packing
from maillage.residents.own_data.models import Export

FOLDER = "exports"
KEPT = timedelta(days=7)
A_WEEK = 3
logger = logging.getLogger(__name__)


class Enough(Exception):
    """So many exports a week."""

    def __init__(self) -> None:
        super().__init__(_("Vous avez demandé vos données trois fois en une semaine. Réessayez dans quelques jours."))


@transaction.atomic
def ask(resident: Resident) -> Export:
    """Ask for one's data; while one export is being made, asking again is asking once. Raises Enough."""
    from maillage.residents.own_data import jobs  # which needs these actions

    Resident.objects.select_for_update().get(pk=resident.pk)
    waiting = Export.objects.filter(resident=resident, ready_at=None).first()
    if waiting is not None:
        return waiting
    if Export.objects.filter(resident=resident, asked_at__gt=clock.now() - KEPT).count() >= A_WEEK:
        raise Enough
    export = Export.objects.create(resident=resident, asked_at=clock.now(), key=sealed.new_key())
    enqueue(jobs.make, export_id=str(export.pk))
    logger.info("An export of personal data was asked for: %s", export.pk)
    return export


@transaction.atomic
def make(export_id: UUID | str) -> bool:
    """Put it together and tell its owner, once, whatever runs twice; whether it did."""
    waiting = Export.objects.select_for_update(of=("self",)).select_related("resident")
    export = waiting.filter(pk=export_id, ready_at=None, resident__is_active=True).first()
    if export is None:
        return False
    content = packing.pack(export.resident)
    sealed.write(FOLDER, export.pk, content, bytes(export.key))
    export.ready_at, export.size = clock.now(), len(content)
    export.save(update_fields=["ready_at", "size"])
    tidings.tell(export.resident, "own_data.export_ready", path=reverse("own-data"), once=str(export.pk))
    return True


def take(export: Export) -> bytes:
    """The zip, for whoever the caller has checked; counted and logged. Raises sealed.Gone."""
    content = sealed.read(FOLDER, export.pk, bytes(export.key))
    Export.objects.filter(pk=export.pk).update(taken=F("taken") + 1)
    logger.info("An export of personal data was taken: %s", export.pk)
    return content


def forget_old() -> int:
    """Delete those of more than a week, and files that no row knows; how many."""
    old = Export.objects.filter(asked_at__lte=clock.now() - KEPT)
    count = _forget(list(old))
    sealed.sweep(FOLDER, set(Export.objects.values_list("pk", flat=True)), older_than=timedelta(hours=1))
    return count


def forget_all(resident: Resident) -> None:
    """Nothing stays of somebody who leaves."""
    _forget(list(Export.objects.filter(resident=resident)))


def _forget(exports: list[Export]) -> int:
    for export in exports:
        with transaction.atomic():
            sealed.forget(FOLDER, export.pk)
            export.delete()
    return len(exports)
