"""Homes and proofs for tests."""

from __future__ import annotations

from typing import Any

from maillage.residents.models import Residence, Resident, Role
from maillage.residents.proofs.actions import granting
from maillage.residents.proofs.models import Proof, Way
from maillage.residents.tests.factories import a_resident, a_role
from maillage.territory.models import Commune

JERZUAL = "12 Rue du Jerzual 22100 Dinan"


def at_home(resident: Resident, label: str = "", *, lat: float | None = None, lon: float | None = None) -> Residence:
    """The vault’s row of somebody, at a point of their own unless an address is told."""
    spread = Residence.objects.count() / 1000  # each a home of their own
    home, _created = Residence.objects.update_or_create(
        resident=resident,
        defaults={"label": label, "lat": lat or 48.45 + spread, "lon": lon or -2.04},
    )
    return home


def an_inhabitant(name: str = "Maëlle", label: str = "", commune: str | Commune = "22050", **changes: Any) -> Resident:
    """Somebody who lives somewhere, as the vault says."""
    resident = a_resident(name, commune, **changes)
    at_home(resident, label)
    return resident


def a_proof(resident: Resident, way: Way = Way.DESK) -> Proof:
    """A home shown, by an agent unless told."""
    if not Residence.objects.filter(resident=resident).exists():
        at_home(resident)
    return granting.grant(resident, way)


def a_verified(name: str = "Yann", label: str = "", commune: str | Commune = "22050") -> Resident:
    """Somebody whose home is verified."""
    resident = an_inhabitant(name, label, commune)
    a_proof(resident)
    return resident


def an_agent(commune: str | Commune = "22050", name: str = "Nathalie") -> Resident:
    """Of a town hall, without a home here."""
    agent = a_resident(name, settled=False)
    a_role(agent, Role.Kind.AGENT, commune)
    return agent


def commune_of(person: Resident) -> Commune:
    """Where they live, or whose town hall they work for."""
    commune = person.commune or person.roles.get().commune
    assert commune is not None
    return commune
