"""Shows where some of the fictional residents live; others still have to, so that each way can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from maillage.demo.people import Neighbour
from maillage.demo.personas import DINAN
from maillage.platform import clock
from maillage.residents.models import Residence, Resident, Role
from maillage.residents.proofs import homes
from maillage.residents.proofs.actions import granting, sheets
from maillage.residents.proofs.models import Batch, Deed, Proof, Vouch, Way
from maillage.territory.models import Commune

# Maëlle may be asked to vouch; Yann has everything left to do; Colette’s association attested hers.
PERSONAS = {"maelle": Way.LETTER, "karim": Way.COUNTER, "rozenn": Way.DESK, "colette": Way.ORGANISATION, "yann": None}
OTHERS = (Way.LETTER, Way.COUNTER, Way.DESK, Way.DOCUMENT, Way.NEIGHBOURS, None, None, None, None, None)


def show(neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """Before `end`: a proof for one resident in two, a sheet of codes in Dinan, neighbours who ask Maëlle to vouch."""
    vault = {home.resident_id: home for home in Residence.objects.all()}
    proofs = []
    for one in neighbours:
        way = PERSONAS.get(one.slug, chance.choice(OTHERS))
        home = vault.get(one.resident.pk)
        if way is not None and home is not None:
            proofs.append(_proof(one.resident, home, way, end - timedelta(days=chance.randrange(3, 400))))
    Proof.objects.bulk_create(proofs)
    for level in (Residence.Proof.VOUCHED, Residence.Proof.VERIFIED):
        shown = [proof.resident_id for proof in proofs if proof.level == level]
        Residence.objects.filter(resident__in=shown).update(proof=level)
    _hand_out(end)
    _ask(neighbours, {proof.resident_id for proof in proofs}, end)


def erase(gone: Sequence[UUID]) -> None:
    """What agents did, which does not leave with them."""
    Batch.objects.filter(made_by__in=gone).delete()
    Deed.objects.filter(actor__in=gone).delete()


def _proof(resident: Resident, home: Residence, way: Way, moment: datetime) -> Proof:
    with clock.at(moment):
        day = clock.today()
    return Proof(
        resident=resident,
        level=granting.LEVELS.get(way, Residence.Proof.VERIFIED),
        way=way,
        proved_on=day,
        expires_on=day + granting.LASTS,
        home=homes.fingerprint(home, resident),
    )


def _hand_out(end: datetime) -> None:
    agent = Role.objects.filter(kind=Role.Kind.AGENT, commune=DINAN).select_related("resident").first()
    if agent is None:
        return
    with clock.at(end - timedelta(days=9, hours=-15)):
        batch = sheets.prepare(agent.resident, Commune.objects.get(pk=DINAN), 10)
    used = [code.pk for code in batch.codes.order_by("pk")[:4]]
    batch.codes.filter(pk__in=used).update(used_on=(end - timedelta(days=4)).date())
    Batch.objects.filter(pk=batch.pk).update(used=len(used), prints=1)


def _ask(neighbours: Sequence[Neighbour], proved: set[object], end: datetime) -> None:
    """Two newcomers of Dinan ask Maëlle."""
    maelle = next((one.resident for one in neighbours if one.slug == "maelle"), None)
    if maelle is None:
        return
    there = [one.resident for one in neighbours if one.resident.commune_id == DINAN and one.resident.pk not in proved]
    for number, asker in enumerate(there[-2:], start=1):
        with clock.at(end - timedelta(days=number, hours=5)):
            Vouch.objects.create(asker=asker, voucher=maelle, asked_at=clock.now())
