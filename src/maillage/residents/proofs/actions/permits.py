"""The town hall lets a structure hand out codes, so many a year, and may stop it."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.proofs import refusals
from maillage.residents.proofs.actions import deeds
from maillage.residents.proofs.models import Batch, Deed, Permit
from maillage.territory.models import Commune


@transaction.atomic
def give(agent: Resident, commune: Commune, organisation: UUID, name: str, a_year: int) -> Permit:
    """Raises AlreadyPermitted."""
    try:
        with transaction.atomic():
            permit = Permit.objects.create(
                organisation=organisation,
                organisation_name=name,
                commune=commune,
                a_year=a_year,
                given_by=agent,
                given_at=clock.now(),
            )
    except IntegrityError:
        raise refusals.AlreadyPermitted from None
    deeds.note(agent, Deed.Kind.PERMIT_GIVEN, commune)
    return permit


@transaction.atomic
def withdraw(agent: Resident, permit: Permit) -> None:
    """No more codes, and those handed out that nobody used are worth nothing. Twice is once."""
    if end(permit.organisation):
        deeds.note(agent, Deed.Kind.PERMIT_WITHDRAWN, permit.commune)


def end(organisation: UUID) -> bool:
    """A structure hands out nothing any more, as when it closes; whether it did. Twice is once."""
    Batch.objects.filter(organisation=organisation, revoked_at=None).update(revoked_at=clock.now())
    return bool(Permit.objects.filter(organisation=organisation, withdrawn_at=None).update(withdrawn_at=clock.now()))
