"""Sheets of codes, handed out at a counter or by a structure: made, printed while they are fresh, revoked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet, Sum

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.proofs import codes, refusals
from maillage.residents.proofs.actions import deeds
from maillage.residents.proofs.models import PRINTED_WITHIN, Batch, Code, Deed, Permit, Way
from maillage.territory.models import Commune

GOOD_FOR = timedelta(days=60)
SIZES = (5, 10, 20)
# More new residents than a town of fifty thousand sees in a month.
A_MONTH, MONTH = 400, timedelta(days=30)
YEAR = timedelta(days=365)


@transaction.atomic
def prepare(agent: Resident, commune: Commune, size: int) -> Batch:
    """A sheet for the counter of a town hall. Raises EnoughCodes."""
    _wait_for_turn(commune.pk)
    recent = Batch.objects.filter(commune=commune, way=Way.COUNTER, made_at__gt=clock.now() - MONTH)
    _must_leave(A_MONTH - _codes(recent), size)
    return _make(agent, Way.COUNTER, commune, size)


@transaction.atomic
def prepare_for(manager: Resident, organisation: UUID, size: int) -> Batch:
    """A sheet that a structure hands out to its tenants or members. Raises NoPermit, EnoughCodes."""
    permit = Permit.objects.select_for_update(of=("self",)).select_related("commune")
    found = permit.filter(organisation=organisation, withdrawn_at=None).first()
    if found is None:
        raise refusals.NoPermit
    _must_leave(left_of(found), size)
    return _make(manager, Way.ORGANISATION, found.commune, size, found)


def left_of(permit: Permit) -> int:
    """How many codes a structure may still hand out these twelve months: revoked ones that nobody used come back."""
    made = Batch.objects.filter(organisation=permit.organisation, made_at__gt=clock.now() - YEAR)
    standing, revoked = _codes(made.filter(revoked_at=None)), made.exclude(revoked_at=None)
    return permit.a_year - standing - (revoked.aggregate(used=Sum("used"))["used"] or 0)


@transaction.atomic
def print_once_more(actor: Resident, batch: Batch) -> list[str]:
    """The codes of a sheet, for whoever made it, within the hour; counted and noted. Raises PrintedTooLate."""
    fresh = Batch.objects.filter(pk=batch.pk, made_by=actor, revoked_at=None, made_at__gt=clock.now() - PRINTED_WITHIN)
    if not fresh.update(prints=F("prints") + 1):
        raise refusals.PrintedTooLate
    deeds.note(actor, Deed.Kind.SHEET_PRINTED, batch.commune, batch.size)
    return [codes.text_of(code) for code in batch.codes.filter(used_on=None).order_by("pk")]


@transaction.atomic
def revoke(actor: Resident, batch: Batch) -> None:
    """Its codes that nobody used are worth nothing from now on. Twice is once."""
    if Batch.objects.filter(pk=batch.pk, revoked_at=None).update(revoked_at=clock.now()):
        deeds.note(actor, Deed.Kind.SHEET_REVOKED, batch.commune, batch.size)


def _make(actor: Resident, way: Way, commune: Commune, size: int, permit: Permit | None = None) -> Batch:
    now = clock.now()
    batch = Batch.objects.create(
        way=way,
        commune=commune,
        organisation=permit.organisation if permit else None,
        organisation_name=permit.organisation_name if permit else "",
        made_by=actor,
        made_at=now,
        expires_at=now + GOOD_FOR,
        size=size,
    )
    Code.objects.bulk_create(codes.prepare(way, commune, batch.expires_at, batch=batch) for _ in range(size))
    deeds.note(actor, Deed.Kind.SHEET_MADE, commune, size)
    return batch


def _codes(batches: QuerySet[Batch]) -> int:
    return batches.aggregate(codes=Sum("size"))["codes"] or 0


def _must_leave(left: int, size: int) -> None:
    if size > left:
        raise refusals.EnoughCodes(max(0, left))


def _wait_for_turn(commune: str) -> None:
    """Two sheets of one town hall count one after the other (until the transaction ends)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sheets of {commune}"])
