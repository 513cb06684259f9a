"""The town hall on a commune's page: where it is and when it opens."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.territory import hours
from maillage.territory.models import Commune, TownHall


@dataclass(frozen=True)
class Hall:
    """A town hall as people look for it. `status` is "Ouverte jusqu’à 17 h", empty where its hours are unknown."""

    name: str
    address: str
    website: str
    status: str
    week: list[tuple[str, list[str]]]


def of(commune: Commune) -> Hall | None:
    """The town hall of a commune fetched with it (`select_related`), or None where the directory has none."""
    try:
        hall: TownHall = commune.town_hall
    except TownHall.DoesNotExist:
        return None
    try:
        status, week = hours.status(hall.opening_hours), hours.week(hall.opening_hours) if hall.opening_hours else []
    except hours.BadHours:
        status, week = None, []
    return Hall(hall.name, hall.address, hall.website, status.words if status else "", week)
