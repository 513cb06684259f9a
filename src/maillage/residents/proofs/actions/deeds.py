"""What agents and structures did is noted, for those who answer for them; nothing says about whom."""

from __future__ import annotations

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.proofs.models import Deed
from maillage.territory.models import Commune


def note(actor: Resident, kind: Deed.Kind, commune: Commune, number: int = 1) -> None:
    """Note it, in the transaction of the deed."""
    Deed.objects.create(kind=kind, commune=commune, actor=actor, number=number, done_at=clock.now())
