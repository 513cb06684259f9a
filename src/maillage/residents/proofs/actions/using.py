"""Typing a code that somebody handed out, or that came by letter."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.proofs import codes, refusals
from maillage.residents.proofs.actions import granting
from maillage.residents.proofs.models import Batch, Code, Letter, Proof, Way

TYPED = (Way.COUNTER, Way.LETTER, Way.ORGANISATION)


@transaction.atomic
def use(resident: Resident, typed: str) -> Proof:
    """Show one's home with a code. Whoever loses a race for it, or is refused, changes nothing.

    Raises a Refused.
    """
    code = codes.find(typed, *TYPED)
    _must_be_for(resident, code)
    codes.spend(code)
    if code.batch_id:
        _count(code.batch_id)
    if code.way == Way.LETTER:
        Letter.objects.filter(resident=resident).delete()
    return granting.grant(resident, Way(code.way))


def _must_be_for(resident: Resident, code: Code) -> None:
    if code.resident_id and code.resident_id != resident.pk:
        raise refusals.SomeoneElses
    if resident.commune_id is None:
        raise refusals.NoHome
    if code.commune_id != resident.commune_id:
        raise refusals.OtherCommune(code.commune.name)


def _count(batch_id: UUID) -> None:
    """Counted where it was handed out, where nothing says by whom. A sheet revoked a moment before gives nothing."""
    alive = Batch.objects.filter(pk=batch_id, revoked_at=None, expires_at__gt=clock.now())
    if not alive.update(used=F("used") + 1):
        raise refusals.ExpiredCode
