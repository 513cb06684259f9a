"""Who speaks for a structure, as each reader may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from maillage.organisations.models import Membership, Organisation
from maillage.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Held:
    """What the reader is in a structure."""

    is_member: bool = False
    is_manager: bool = False


def held_by(viewer: Resident | None, organisation: Organisation) -> Held:
    """The suspended speak for nobody. One query for a resident."""
    if viewer is None or viewer.is_suspended:
        return Held()
    kind = organisation.memberships.filter(resident=viewer).values_list("kind", flat=True).first()
    return Held(kind is not None, kind == Membership.Kind.MANAGER)


def named_to(viewer: Resident | None, organisation: Organisation) -> list[Resident]:
    """Those who accept to be named, for the neighbours who may meet them: nobody else reads a name."""
    if viewer is None or viewer.is_suspended or not viewer.is_settled:
        return []
    willing = Resident.objects.visible_to(viewer).filter(
        memberships__organisation=organisation, memberships__is_named=True
    )
    return list(willing.select_related("photo", "commune", "quarter").order_by("name", "pk")[:20])


def of(organisation: Organisation) -> list[Membership]:
    """Everyone who speaks for it and is still there, those in charge first: for its own members."""
    present = organisation.memberships.filter(resident__is_active=True)
    return list(present.select_related("resident").order_by("kind", "resident__name", "pk"))


def structures_of(resident: Resident) -> QuerySet[Membership]:
    """What a resident is a member of, by name."""
    held = Membership.objects.filter(resident=resident).select_related("organisation__commune")
    return held.order_by("organisation__search_name", "pk")
