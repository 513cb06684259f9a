"""What other domains ask about residents."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from maillage.platform import clock
from maillage.residents.models import Block, Resident, Session
from maillage.territory import horizons
from maillage.territory.horizons import Horizon


def hidden_from(resident: Resident) -> frozenset[UUID]:
    """Ids of those who are absent for this resident: they blocked or were blocked.

    Costs no query for the acting resident, who was loaded with it. People who are suspended or gone are not in it:
    `Resident.objects.present()` leaves them out.
    """
    known: list[UUID] | None = getattr(resident, "hidden_ids", None)
    if known is None:
        given = Block.objects.filter(blocker=resident).values_list("blocked_id", flat=True)
        received = Block.objects.filter(blocked=resident).values_list("blocker_id", flat=True)
        known = list(given.union(received))
    return frozenset(known)


def horizon_of(resident: Resident) -> Horizon | None:
    """How far they see from home; None for who has no home here. Costs no query for the acting resident."""
    if resident.cell is None:
        return None
    if not hasattr(resident, "horizon_step"):
        return horizons.of(resident.cell)
    return horizons.counted(resident.cell, resident.horizon_step)


def active_near(horizon: Horizon) -> int:
    """How many active residents live in the cells of a horizon, the asker included."""
    return Resident.objects.present().active().filter(**{f"{horizon.field}__among": horizon.cells}).count()


def active_by_cell() -> dict[int, int]:
    """How many active residents each public cell with residents holds: 0 where all of them stay away."""
    here = Resident.objects.present().settled()
    rows = here.values_list("cell").annotate(active=Count("pk", filter=Resident.objects.is_active_now())).order_by()
    return {cell: active for cell, active in rows if cell is not None}


def blocked_by(resident: Resident) -> list[Resident]:
    """Those whom a resident blocked, the last first; people who left are in it no more."""
    received = Resident.objects.filter(is_active=True, blocks_received__blocker=resident)
    return list(received.select_related("photo").order_by("-blocks_received__created_at"))


def sessions_of(resident: Resident) -> list[Session]:
    """Where a resident is in, the last opened first."""
    return list(resident.sessions.filter(expire_date__gt=clock.now()).order_by("-opened_at"))
