"""A home is shown, for two years: the level is written in the vault and in what stands beside it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import tidings
from maillage.residents.models import Residence, Resident
from maillage.residents.proofs import homes, refusals
from maillage.residents.proofs.models import Member, Proof, Way

LASTS = timedelta(days=730)
# By whom a home was shown says how sure one may be: those whom neighbours or a structure vouch for do not vouch.
LEVELS = {Way.NEIGHBOURS: Residence.Proof.VOUCHED, Way.ORGANISATION: Residence.Proof.VOUCHED}


@transaction.atomic
def grant(resident: Resident, way: Way, *, a_human_looked: bool = False) -> Proof:
    """The home of a resident is shown, from today. A better proof that stands is kept.

    Raises NoHome, TooManyHere unless `a_human_looked`.
    """
    resident = lock(resident)
    home = homes.of(resident)
    proof = _write(resident, home, way, LEVELS.get(way, Residence.Proof.VERIFIED), a_human_looked=a_human_looked)
    _extend_to_household(resident, proof)
    return proof


def _write(
    resident: Resident,
    home: Residence,
    way: Way,
    level: Residence.Proof,
    *,
    a_human_looked: bool,
    expires_on: date | None = None,
) -> Proof:
    standing = Proof.objects.filter(resident=resident).first()
    if standing and standing.level == Residence.Proof.VERIFIED and level != Residence.Proof.VERIFIED:
        return standing
    mark = homes.fingerprint(home, resident)
    homes.hold(mark)
    if not a_human_looked and homes.others_at(mark, resident) >= homes.AT_MOST:
        raise refusals.TooManyHere(homes.AT_MOST)
    proof, _created = Proof.objects.update_or_create(
        resident=resident,
        defaults={
            "level": level,
            "way": way,
            "proved_on": clock.today(),
            "expires_on": expires_on or clock.today() + LASTS,
            "home": mark,
        },
    )
    Residence.objects.filter(resident=resident).update(proof=level)
    return proof


def _extend_to_household(resident: Resident, proof: Proof) -> None:
    """One proof serves the people of one home, who said to each other that they are."""
    if proof.way == Way.HOUSEHOLD:
        return
    held = Member.objects.filter(resident=resident).first()
    if held is None:
        return
    for member in Member.objects.filter(household=held.household_id).exclude(resident=resident).order_by("pk"):
        share(proof, member.resident)


def share(proof: Proof, other: Resident) -> bool:
    """Let a proof serve another person of its home, unless theirs is as good; whether it does.

    Beyond the cap of one address it does not: that person shows their home by themselves.
    """
    standing = Proof.objects.filter(resident=other).first()
    if standing is not None:
        is_as_good = standing.level in {Residence.Proof.VERIFIED, proof.level}
        lasts = standing.way != Way.HOUSEHOLD or standing.expires_on >= proof.expires_on
        if is_as_good and (lasts or standing.level != proof.level):
            return False
    try:
        with transaction.atomic():
            _write(
                other,
                homes.of(other),
                Way.HOUSEHOLD,
                Residence.Proof(proof.level),
                a_human_looked=False,
                expires_on=proof.expires_on,
            )
    except (refusals.TooManyHere, refusals.NoHome):
        return False
    tidings.tell(other, "proofs.shared", path=reverse("proof"))
    return True


@transaction.atomic
def withdraw(resident: Resident) -> bool:
    """The home is not shown any more; whether it was."""
    gone, _rows = Proof.objects.filter(resident=resident).delete()
    Residence.objects.filter(resident=resident).update(proof=Residence.Proof.NONE)
    return bool(gone)


def lock(resident: Resident) -> Resident:
    """The account as it is now, and as it stays until the end of the transaction."""
    return Resident.objects.select_for_update(of=("self",)).select_related("commune").get(pk=resident.pk)
