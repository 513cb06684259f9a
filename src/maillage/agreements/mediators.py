"""Who may mediate a difficulty: a host of the commune whom it does not concern; where there is none, a moderator.

Whoever has blocked, or was blocked by, one of the two is not told of it and cannot take it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.residents.models import Block, Resident, Role

if TYPE_CHECKING:
    from maillage.agreements.models import Agreement, Difficulty


def may_mediate(resident: Resident) -> Q:
    """What a difficulty must be for this resident to mediate it."""
    if resident.is_suspended:
        return Q(pk__in=[])
    free = ~Q(agreement__owner=resident) & ~Q(agreement__borrower=resident)
    as_host = _in_charge(resident, Role.Kind.HOST)
    as_moderator = _in_charge(resident, Role.Kind.MODERATOR) & Q(~Exists(_hosts_of_the_row()))
    quarrels = _quarrels(resident.pk, OuterRef("agreement__owner"), OuterRef("agreement__borrower"))
    return (as_host | as_moderator) & free & Q(~Exists(quarrels))


def of(difficulty: Difficulty) -> QuerySet[Resident]:
    """Those who may mediate it: hosts, or moderators where no host may."""
    agreement = difficulty.agreement
    for kind in (Role.Kind.HOST, Role.Kind.MODERATOR):
        found = _charged(kind, agreement)
        if found.exists():
            return found
    return Resident.objects.none()


def _in_charge(resident: Resident, kind: Role.Kind) -> Q:
    charges = [charge for charge in resident.charges if charge.kind == kind]
    here = Q(agreement__commune__in=[charge.commune for charge in charges if charge.commune])
    return here | Q(agreement__commune__union__in=[charge.union for charge in charges if charge.union])


def _hosts_of_the_row() -> QuerySet[Role]:
    """The hosts who may mediate the difficulty of the outer query."""
    place = Q(commune=OuterRef("agreement__commune")) | Q(union=OuterRef("agreement__commune__union"))
    owner, borrower = OuterRef("agreement__owner"), OuterRef("agreement__borrower")
    hosts = Role.objects.filter(place, kind=Role.Kind.HOST, resident__in=Resident.objects.present())
    quarrels = _quarrels(OuterRef("resident"), OuterRef(owner), OuterRef(borrower))
    return hosts.exclude(Q(resident=owner) | Q(resident=borrower)).filter(~Exists(quarrels))


def _charged(kind: Role.Kind, agreement: Agreement) -> QuerySet[Resident]:
    """Those who hold this charge where it was agreed, whom it does not concern."""
    place = Q(roles__commune=agreement.commune_id)
    if agreement.commune is not None and agreement.commune.union_id is not None:
        place |= Q(roles__union=agreement.commune.union_id)
    quarrels = _quarrels(OuterRef("pk"), agreement.owner_id, agreement.borrower_id)
    charged = Resident.objects.present().filter(place, roles__kind=kind)
    return charged.exclude(pk__in=[agreement.owner_id, agreement.borrower_id]).filter(~Exists(quarrels)).distinct()


def _quarrels(somebody: Any, owner: Any, borrower: Any) -> QuerySet[Block]:
    """Blocks, either way, between somebody and one of the two."""
    given = Q(blocker=somebody) & (Q(blocked=owner) | Q(blocked=borrower))
    received = Q(blocked=somebody) & (Q(blocker=owner) | Q(blocker=borrower))
    return Block.objects.filter(given | received)
