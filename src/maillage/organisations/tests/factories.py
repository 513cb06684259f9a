"""Structures for tests."""

from __future__ import annotations

from typing import Any

from maillage.organisations.models import Membership, Organisation
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory.models import Commune
from maillage.territory.tests.factories import a_commune


def an_organisation(
    name: str = "Les Marmites", commune: Commune | None = None, *, manager: Resident | None = None, **fields: Any
) -> Organisation:
    """An association of Dinan unless told, with a manager where given."""
    kind = fields.pop("kind", Organisation.Kind.ASSOCIATION)
    organisation = Organisation.objects.create(name=name, kind=kind, commune=commune or a_commune(), **fields)
    if manager is not None:
        Membership.objects.create(organisation=organisation, resident=manager, kind=Membership.Kind.MANAGER)
    return organisation


def a_member(
    organisation: Organisation, kind: Membership.Kind = Membership.Kind.MEMBER, *, is_named: bool = False, **person: Any
) -> Resident:
    """A new resident who speaks for a structure."""
    resident = a_resident(**person)
    Membership.objects.create(organisation=organisation, resident=resident, kind=kind, is_named=is_named)
    return resident
