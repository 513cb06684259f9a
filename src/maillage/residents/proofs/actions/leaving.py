"""What a move and a closing take away."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from maillage.residents import tidings
from maillage.residents.models import Resident
from maillage.residents.proofs.actions import granting, households, papers, vouching
from maillage.residents.proofs.models import Code, Letter, Vouch


def follow_home(resident: Resident, to_another_home: bool) -> None:  # noqa: FBT001 (the hook's signature)
    """Another home is to be shown again: what stood for the former one stands no more."""
    if to_another_home and _clear(resident):
        tidings.tell(resident, "proofs.moved", path=reverse("proof"))


def forget_all(resident: Resident) -> None:
    """Nothing stays of somebody who leaves."""
    _clear(resident)
    Vouch.objects.filter(Q(asker=resident) | Q(voucher=resident)).delete()


def _clear(resident: Resident) -> bool:
    households.leave(resident)
    papers.forget(resident)
    Letter.objects.filter(resident=resident).delete()
    Code.objects.filter(resident=resident).delete()
    vouching.end(resident)
    return granting.withdraw(resident)
