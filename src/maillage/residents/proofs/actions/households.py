"""The people of one home: one gives a code to another by word of mouth, who accepts. Nobody else learns of it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import tidings
from maillage.residents.models import Residence, Resident
from maillage.residents.proofs import codes, homes, refusals
from maillage.residents.proofs.actions import granting
from maillage.residents.proofs.models import Code, Household, Member, Proof, Way

GOOD_FOR = timedelta(days=7)


@transaction.atomic
def invite(resident: Resident) -> Code:
    """A code for one person of one's home, instead of the one before. Raises NoHome, FullHousehold."""
    resident = granting.lock(resident)
    homes.of(resident)
    assert resident.commune is not None
    held = Member.objects.filter(resident=resident).first()
    if held is None:
        held = Member.objects.create(resident=resident, household=Household.objects.create(), joined_on=clock.today())
    if held.household.members.count() >= homes.AT_MOST:
        raise refusals.FullHousehold(homes.AT_MOST)
    Code.objects.filter(resident=resident, way=Way.HOUSEHOLD, used_on=None).delete()
    code = codes.prepare(
        Way.HOUSEHOLD, resident.commune, clock.now() + GOOD_FOR, resident=resident, household=held.household
    )
    code.save()
    return code


def standing(resident: Resident) -> Code | None:
    """The invitation that somebody has not given away yet."""
    live = Code.objects.filter(resident=resident, way=Way.HOUSEHOLD, used_on=None, expires_at__gt=clock.now())
    return live.first()


@transaction.atomic
def join(resident: Resident, typed: str) -> Household:
    """Accept an invitation, from the same home. A proof that stands in the household serves who joins, and back.

    Raises a Refused.
    """
    code = codes.find(typed, Way.HOUSEHOLD)
    assert code.resident_id is not None
    assert code.household_id is not None
    held = Resident.objects.select_for_update(of=("self",)).select_related("commune").order_by("pk")
    people = {each.pk: each for each in held.filter(pk__in=[resident.pk, code.resident_id])}
    resident, inviter = people[resident.pk], people[code.resident_id]
    home = homes.of(resident)
    if Member.objects.filter(resident=resident).exists():
        raise refusals.InAHousehold
    invited_home = homes.of(inviter)
    if resident.commune_id != inviter.commune_id or not homes.are_one(home, invited_home):
        raise refusals.AnotherHome
    household = Household.objects.select_for_update().get(pk=code.household_id)
    if household.members.count() >= homes.AT_MOST:
        raise refusals.FullHousehold(homes.AT_MOST)
    codes.spend(code)
    Member.objects.create(resident=resident, household=household, joined_on=clock.today())
    _share(household)
    for member in household.members.exclude(resident=resident).select_related("resident"):
        tidings.tell(member.resident, "proofs.household_joined", by=resident, path=reverse("household"))
    return household


def leave(resident: Resident) -> None:
    """Be of it no more. A proof that came from it goes; of a household of one, nothing stays. Twice is once."""
    held = Member.objects.filter(resident=resident).first()
    if held is None:
        return
    with transaction.atomic():
        Household.objects.select_for_update().get(pk=held.household_id)
        Member.objects.filter(resident=resident).delete()
        Code.objects.filter(resident=resident, way=Way.HOUSEHOLD).delete()
        if Proof.objects.filter(resident=resident, way=Way.HOUSEHOLD).exists():
            granting.withdraw(resident)
        Household.objects.annotate(number=Count("members")).filter(pk=held.household_id, number__lte=0).delete()


def _share(household: Household) -> None:
    """The best of its own proofs, for all."""
    members = household.members.select_related("resident__commune").order_by("pk")
    own = Proof.objects.filter(resident__in=members.values("resident")).exclude(way=Way.HOUSEHOLD)
    best = max(own, key=lambda proof: (proof.level == Residence.Proof.VERIFIED, proof.expires_on), default=None)
    if best is not None:
        for member in members:
            if member.pk != best.resident_id:
                granting.share(best, member.resident)
