"""At the counter: who lives there shows a short code, the agent compares one line with a paper and says yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from maillage.platform import clock
from maillage.residents import tidings
from maillage.residents.access import holds
from maillage.residents.models import Resident, Role
from maillage.residents.proofs import codes, homes, refusals
from maillage.residents.proofs.actions import deeds, granting
from maillage.residents.proofs.models import Code, Deed, Way

GOOD_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Shown:
    """All that an agent sees of somebody at the counter."""

    address: str
    is_full: bool


@transaction.atomic
def open_code(resident: Resident) -> Code:
    """A code to show at the counter, instead of the one before. Raises NoHome."""
    resident = granting.lock(resident)
    homes.of(resident)
    assert resident.commune is not None
    Code.objects.filter(resident=resident, way=Way.DESK, used_on=None).delete()
    code = codes.prepare(Way.DESK, resident.commune, clock.now() + GOOD_FOR, resident=resident)
    code.save()
    return code


def standing(resident: Resident) -> Code | None:
    """The code that somebody may show now."""
    live = Code.objects.filter(resident=resident, way=Way.DESK, used_on=None, expires_at__gt=clock.now())
    return live.first()


@transaction.atomic
def show(agent: Resident, typed: str) -> Shown:
    """The address behind a code, to the agent in front of whom it is shown; noted. Raises a Refused."""
    code = _for(agent, typed)
    assert code.resident is not None
    home = homes.of(code.resident)
    deeds.note(agent, Deed.Kind.ADDRESS_SHOWN, code.commune)
    mark = homes.fingerprint(home, code.resident)
    return Shown(home.words, homes.others_at(mark, code.resident) >= homes.AT_MOST)


@transaction.atomic
def decide(agent: Resident, typed: str, *, is_same: bool, looked: bool = False) -> None:
    """The paper shows this address, or not. `looked` beyond the cap of one address. Raises a Refused."""
    code = _for(agent, typed)
    codes.spend(code)
    assert code.resident is not None
    if not is_same:
        deeds.note(agent, Deed.Kind.DESK_REFUSED, code.commune)
        return
    try:
        granting.grant(code.resident, Way.DESK, a_human_looked=looked)
    except refusals.TooManyHere:
        raise refusals.MustTick from None
    deeds.note(agent, Deed.Kind.DESK_CONFIRMED, code.commune)
    tidings.tell(code.resident, "proofs.verified", path=reverse("proof"))


def _for(agent: Resident, typed: str) -> Code:
    code = codes.find(typed, Way.DESK)
    if not holds(agent, Role.Kind.AGENT, commune=code.commune):
        raise refusals.NotYourCommune
    return code
