"""What time takes away, and the reminder before."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import tidings
from maillage.residents.models import Resident
from maillage.residents.proofs.actions import granting, vouching
from maillage.residents.proofs.models import Batch, Code, Deed, Letter, Permit, Proof, Vouch, Way

REMINDED = timedelta(days=30)
# Long enough to say “this code has expired” rather than “there is no such code”.
CODES_KEPT = timedelta(days=30)
LETTERS_KEPT = timedelta(days=60)
DEEDS_KEPT = timedelta(days=365)


def remind() -> None:
    """A month before, once."""
    soon = Proof.objects.filter(expires_on__range=(clock.today(), clock.today() + REMINDED)).exclude(way=Way.HOUSEHOLD)
    for proof in soon.select_related("resident"):
        facts = {"on": proof.expires_on.isoformat()}
        tidings.tell(
            proof.resident, "proofs.ends_soon", path=reverse("proof"), facts=facts, once=proof.expires_on.isoformat()
        )


def end_due() -> int:
    """How many ended."""
    count = 0
    for proof in Proof.objects.filter(expires_on__lte=clock.today()):
        count += _end(proof)
    return count


@transaction.atomic
def _end(proof: Proof) -> bool:
    """Unless it was made anew meanwhile."""
    resident: Resident = granting.lock(proof.resident)
    if not Proof.objects.filter(pk=proof.pk, expires_on__lte=clock.today()).exists():
        return False
    granting.withdraw(resident)
    vouching.end(resident)
    tidings.tell(resident, "proofs.ended", path=reverse("proof"))
    return True


def forget_old() -> None:
    """Delete what nobody can use or contest any more."""
    now, today = clock.now(), clock.today()
    Code.objects.filter(expires_at__lt=now - CODES_KEPT).delete()
    Batch.objects.filter(expires_at__lt=now - DEEDS_KEPT).delete()
    Letter.objects.filter(printed_on__lt=today - LETTERS_KEPT).delete()
    Deed.objects.filter(done_at__lt=now - DEEDS_KEPT).delete()
    Permit.objects.filter(withdrawn_at__lt=now - DEEDS_KEPT).delete()
    Vouch.objects.filter(answered_at__lt=now - granting.LASTS).exclude(state=Vouch.State.ACCEPTED).delete()
    Vouch.objects.filter(state=Vouch.State.ASKED, asked_at__lt=now - DEEDS_KEPT).delete()
