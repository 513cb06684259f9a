"""Residents for tests."""

from __future__ import annotations

from typing import Any

from maillage.platform import clock, months
from maillage.platform.ids import new_id
from maillage.residents.models import Resident, Role
from maillage.territory import cells
from maillage.territory.models import Commune
from maillage.territory.tests.factories import a_commune


def a_resident(
    name: str = "Maëlle", commune: str | Commune = "22050", *, settled: bool = True, **changes: Any
) -> Resident:
    """A resident who lives at the centre of a commune (an INSEE code or a Commune), or nowhere yet."""
    fields: dict[str, Any] = {
        "name": name,
        "email": f"{new_id().hex}@voisins.example",
        "declared_old_enough": True,
        "last_active_on": months.first_day(clock.today()),
    }
    if settled:
        home = commune if isinstance(commune, Commune) else a_commune(commune)
        assert home.lat is not None
        assert home.lon is not None
        cell = changes.pop("cell", None) or cells.public_cell(home, home.lat, home.lon)
        fields |= {"commune": home, "cell": cell, **cells.point_cells(cell)._asdict()}
    password = changes.pop("password", None)
    resident = Resident(**(fields | changes))
    if password:
        resident.set_password(password)
    else:
        resident.set_unusable_password()
    resident.save()
    return resident


def a_role(resident: Resident, kind: Role.Kind | str, commune: Commune | str | None = None) -> Role:
    """A charge given to a resident, in their own commune unless told."""
    if kind == Role.Kind.OPERATOR:
        return Role.objects.create(resident=resident, kind=kind)
    place = a_commune(commune) if isinstance(commune, str) else commune or resident.commune or a_commune("22050")
    return Role.objects.create(resident=resident, kind=kind, commune=place)
