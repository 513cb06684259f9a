"""Two verified neighbours who say that somebody lives here. Who accepts is told of; who does not is never known."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import tidings
from maillage.residents.access import is_suspended
from maillage.residents.models import Residence, Resident
from maillage.residents.proofs import homes, refusals
from maillage.residents.proofs.actions import granting
from maillage.residents.proofs.models import Proof, Vouch, Way
from maillage.residents.queries import hidden_from, horizon_of

NEEDED = 2
# A neighbour knows a few newcomers a year; who vouches for ten is selling it.
GIVEN_A_YEAR, YEAR = 4, timedelta(days=365)
ASKED_A_MONTH, MONTH = 6, timedelta(days=30)


class Actor(StrEnum):
    ASKER = "asker"
    VOUCHER = "voucher"
    CLOCK = "clock"  # the proof ended, or its owner moved


TRANSITIONS: dict[tuple[Vouch.State, Actor], frozenset[Vouch.State]] = {
    (Vouch.State.ASKED, Actor.VOUCHER): frozenset({Vouch.State.ACCEPTED, Vouch.State.DECLINED}),
    (Vouch.State.ACCEPTED, Actor.CLOCK): frozenset({Vouch.State.ENDED}),
    (Vouch.State.ENDED, Actor.ASKER): frozenset({Vouch.State.ASKED}),
}


@transaction.atomic
def ask(asker: Resident, voucher: Resident) -> Vouch:
    """Ask a verified neighbour. Asking twice is asking once.

    Raises NoHome, AlreadyProved, NotVerified, NotNear, AskedEnough.
    """
    asker = granting.lock(asker)
    if homes.of(asker).proof != Residence.Proof.NONE:
        raise refusals.AlreadyProved
    _must_be_near(asker, voucher)
    known = Vouch.objects.filter(asker=asker, voucher=voucher).first()
    if known is not None and Vouch.State.ASKED not in TRANSITIONS.get((Vouch.State(known.state), Actor.ASKER), ()):
        return known
    recent = Vouch.objects.filter(asker=asker, asked_at__gt=clock.now() - MONTH).count()
    if recent >= ASKED_A_MONTH:
        raise refusals.AskedEnough(recent)
    vouch, _created = Vouch.objects.update_or_create(
        asker=asker,
        voucher=voucher,
        defaults={"state": Vouch.State.ASKED, "asked_at": clock.now(), "answered_at": None},
    )
    tidings.tell(voucher, "proofs.vouch_asked", by=asker, path=reverse("vouching"))
    return vouch


@transaction.atomic
def accept(voucher: Resident, vouch: Vouch) -> bool:
    """Say that they live here; whether that makes two. Raises AlreadyAnswered, NotVerified, NotNear, VouchedEnough.

    Both accounts are held in one order, so that two answers for the same person never wait for each other in a ring.
    """
    held = Resident.objects.select_for_update(of=("self",)).select_related("commune").order_by("pk")
    people = {each.pk: each for each in held.filter(pk__in=[vouch.asker_id, voucher.pk])}
    asker, voucher = people[vouch.asker_id], people[voucher.pk]
    _must_be_near(asker, voucher)
    given = Vouch.objects.filter(voucher=voucher, answered_at__gt=clock.now() - YEAR)
    number = given.filter(state__in=[Vouch.State.ACCEPTED, Vouch.State.ENDED]).count()
    if number >= GIVEN_A_YEAR:
        raise refusals.VouchedEnough(number)
    _answer(vouch, Vouch.State.ACCEPTED)
    tidings.tell(asker, "proofs.vouch_accepted", by=voucher, path=reverse("proof"))
    return _when_enough(asker)


def decline(vouch: Vouch) -> None:
    """Say nothing: the asker is told nothing, now or later. Raises AlreadyAnswered."""
    _answer(vouch, Vouch.State.DECLINED)


def end(asker: Resident) -> None:
    """What was said of a former home, or two years ago, counts no more for it."""
    before = [
        state for (state, actor), after in TRANSITIONS.items() if actor == Actor.CLOCK and Vouch.State.ENDED in after
    ]
    Vouch.objects.filter(asker=asker, state__in=before).update(state=Vouch.State.ENDED)
    Vouch.objects.filter(asker=asker, state__in=[Vouch.State.ASKED, Vouch.State.DECLINED]).delete()


def _answer(vouch: Vouch, after: Vouch.State) -> None:
    before = [state for (state, actor), ends in TRANSITIONS.items() if actor == Actor.VOUCHER and after in ends]
    asked = Vouch.objects.filter(pk=vouch.pk, state__in=before)
    if not asked.update(state=after, answered_at=clock.now()):
        raise refusals.AlreadyAnswered


def _when_enough(asker: Resident) -> bool:
    """Two people of two other homes: one household counts once, and one’s own not at all."""
    if homes.of(asker).proof != Residence.Proof.NONE:
        return False
    accepted = Vouch.objects.filter(asker=asker, state=Vouch.State.ACCEPTED).values("voucher")
    standing = Proof.objects.filter(resident__in=accepted, level=Residence.Proof.VERIFIED, expires_on__gt=clock.today())
    own = homes.fingerprint(homes.of(asker), asker)
    if len(set(standing.values_list("home", flat=True)) - {own}) < NEEDED:
        return False
    granting.grant(asker, Way.NEIGHBOURS)
    return True


def _must_be_near(asker: Resident, voucher: Resident) -> None:
    """They see each other from home, and the one who vouches has shown theirs."""
    near, nearby = horizon_of(asker), horizon_of(voucher)
    if near is None or nearby is None or asker.cell is None or voucher.cell is None:
        raise refusals.NoHome
    if is_suspended(voucher) or is_suspended(asker) or voucher.pk in hidden_from(asker):
        raise refusals.NotNear
    if not near.contains(voucher.cell) or not nearby.contains(asker.cell):
        raise refusals.NotNear
    verified = Proof.objects.filter(resident=voucher, level=Residence.Proof.VERIFIED, expires_on__gt=clock.today())
    if not verified.exists():
        raise refusals.NotVerified
