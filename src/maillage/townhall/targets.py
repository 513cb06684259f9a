"""Whom a town speaks to: places and declared interests, exact to the public cell and never finer (DESIGN.md 5).

The rule, as the office explains it: one is reached when one's home is in the town, and in one of the quarters or cells
if some were chosen, and one declared one of the interests if some were chosen. A home's quarter is that of its public
cell. Each resident has one commune, one quarter at most, one cell: nobody is in two.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

import shapely
from django.db.models import Exists, OuterRef, Q, QuerySet
from shapely.geometry.base import BaseGeometry

from maillage.residents.models import Resident
from maillage.territory.models import Quarter
from maillage.townhall.models import Addressed, DeclaredInterest, Town


@dataclass(frozen=True)
class Target:
    """Without quarters, cells or interests: the whole town."""

    quarters: frozenset[UUID] = frozenset()
    beyond_quarters: bool = False
    area_cells: tuple[int, ...] | None = None
    interests: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_everywhere(self) -> bool:
        return not self.quarters and not self.beyond_quarters and self.area_cells is None

    @property
    def is_whole_town(self) -> bool:
        return self.is_everywhere and not self.interests


def of(addressed: Addressed) -> Target:
    """Of something kept. Its quarters cost a query, or none when they were fetched with it."""
    return Target(
        frozenset(quarter.pk for quarter in addressed.quarters.all()),
        addressed.beyond_quarters,
        None if addressed.area_cells is None else tuple(addressed.area_cells),
        frozenset(addressed.interests),
    )


def keep(addressed: Addressed, target: Target, area: BaseGeometry | None) -> None:
    """Write a target on something that is saved with it."""
    addressed.beyond_quarters = target.beyond_quarters
    addressed.area = None if area is None else shapely.to_wkb(area)
    addressed.area_cells = None if target.area_cells is None else list(target.area_cells)
    addressed.interests = sorted(target.interests)
    addressed.save()
    addressed.quarters.set(Quarter.objects.filter(pk__in=target.quarters))


def residents(town: Town, target: Target, *, but: Collection[str] = ()) -> QuerySet[Resident]:
    """Who is reached, in no order. `but`: INSEE codes of communes that opted out."""
    here = Q(commune=town.commune_id) if town.commune_id else Q(commune__union=town.union_id)
    found = Resident.objects.present().settled().filter(here)
    if but:
        found = found.exclude(commune__in=but)
    if not target.is_everywhere:
        found = found.filter(_places(target))
    if target.interests:
        declared = DeclaredInterest.objects.filter(resident=OuterRef("pk"), interest__in=target.interests)
        found = found.filter(Exists(declared))
    return found


def reaches(target: Target, town: Town, resident: Resident, interests: Collection[str]) -> bool:
    """Whether one resident is among `residents`, without a query: for pages that show what is theirs."""
    if resident.commune is None or resident.is_suspended:
        return False
    is_here = resident.commune_id == town.commune_id or (
        town.union_id is not None and resident.commune.union_id == town.union_id
    )
    is_placed = target.is_everywhere or (
        resident.quarter_id in target.quarters
        or (target.beyond_quarters and resident.quarter_id is None)
        or (target.area_cells is not None and resident.cell in target.area_cells)
    )
    return is_here and is_placed and (not target.interests or bool(target.interests & set(interests)))


def _places(target: Target) -> Q:
    places = Q(quarter__in=target.quarters)
    if target.beyond_quarters:
        places |= Q(quarter__isnull=True)
    if target.area_cells is not None:
        places |= Q(cell__in=target.area_cells)
    return places
