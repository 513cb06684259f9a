"""What people see of proofs: their owner everything, neighbours a word, agents counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery

from maillage.platform import clock
from maillage.residents.models import Charge, Residence, Resident, Role
from maillage.residents.proofs import homes
from maillage.residents.proofs.actions.vouching import NEEDED
from maillage.residents.proofs.models import Batch, Deed, Letter, Member, Paper, Permit, Proof, Vouch, Way
from maillage.residents.queries import hidden_from
from maillage.territory.models import Commune


@dataclass(frozen=True)
class Own:
    """What somebody reads of their own proof."""

    home: Residence | None
    proof: Proof | None
    letter: Letter | None
    paper: Paper | None
    accepted: list[Vouch]
    needed: int

    @property
    def is_verified(self) -> bool:
        return self.proof is not None and self.proof.level == Residence.Proof.VERIFIED

    @property
    def takes_letters(self) -> bool:
        return self.home is not None and homes.envelope(self.home) is not None


def own(resident: Resident) -> Own:
    """Five queries, whatever there is."""
    accepted = Vouch.objects.filter(asker=resident, state=Vouch.State.ACCEPTED).select_related("voucher")
    return Own(
        home=Residence.objects.select_related("resident__commune").filter(resident=resident).first(),
        proof=Proof.objects.filter(resident=resident).first(),
        letter=Letter.objects.filter(resident=resident).first(),
        paper=Paper.objects.filter(resident=resident).first(),
        accepted=list(accepted.order_by("answered_at")),
        needed=NEEDED,
    )


def of_person(person: Resident, viewer: Resident) -> Mapping[str, object]:
    """For somebody's page: a word, and the button to ask them to vouch where it makes sense. Nothing says how."""
    proofs = {proof.pk: proof for proof in Proof.objects.filter(pk__in=[person.pk, viewer.pk])}
    theirs, mine = proofs.get(person.pk), proofs.get(viewer.pk)
    is_verified = theirs is not None and theirs.level == Residence.Proof.VERIFIED
    return {
        "person": person,
        "is_verified": is_verified,
        "is_vouched": theirs is not None and not is_verified,
        "may_ask": is_verified and mine is None and person.pk != viewer.pk,
        "may_prove": mine is None and person.pk == viewer.pk,
    }


def asked_of(voucher: Resident) -> list[Vouch]:
    """The neighbours who wait for one's answer, the last first."""
    waiting = Vouch.objects.filter(voucher=voucher, state=Vouch.State.ASKED, asker__in=Resident.objects.present())
    waiting = waiting.exclude(asker__in=hidden_from(voucher))
    return list(waiting.select_related("asker__commune", "asker__photo").order_by("-asked_at"))


def asked_by(asker: Resident) -> list[Vouch]:
    """Those one asked: accepted, or without an answer. A refusal looks like a wait."""
    mine = Vouch.objects.filter(asker=asker).exclude(state=Vouch.State.ENDED)
    mine = mine.filter(voucher__in=Resident.objects.present()).exclude(voucher__in=hidden_from(asker))
    return list(mine.select_related("voucher__commune", "voucher__photo").order_by("-asked_at"))


def people_of(resident: Resident) -> list[Member]:
    """Everybody of one's household, oneself included; empty for who is of none."""
    held = Member.objects.filter(resident=resident).values("household")
    return list(Member.objects.filter(household__in=held).select_related("resident__photo").order_by("joined_on", "pk"))


def communes_of(agent: Resident) -> list[Commune]:
    """Those whose town hall an agent works for, by itself or by its union."""
    mine: list[Charge] = [charge for charge in agent.charges if charge.kind == Role.Kind.AGENT]
    by_itself = Q(pk__in=[charge.commune for charge in mine if charge.commune])
    return list(Commune.objects.filter(by_itself | Q(union__in=[c.union for c in mine if c.union])).order_by("name"))


def permit_of(organisation: UUID) -> Permit | None:
    """What the town hall allows a structure."""
    return Permit.objects.filter(organisation=organisation, withdrawn_at=None).first()


def batches_of(organisation: UUID) -> list[Batch]:
    """The sheets of a structure that are still of use, the last first."""
    return list(Batch.objects.filter(organisation=organisation, expires_at__gt=clock.now()).order_by("-pk")[:20])


def permits_in(commune: Commune) -> list[Permit]:
    """The structures that may hand out codes in a commune."""
    return list(Permit.objects.filter(commune=commune, withdrawn_at=None).order_by("organisation_name", "pk"))


@dataclass(frozen=True)
class Office:
    """What an agent sees: how many wait, what was handed out and done. No name, no address."""

    commune: Commune
    letters: int
    papers: int
    has_one_open: bool
    batches: list[Batch]
    deeds: list[Deed]


def office(agent: Resident, commune: Commune) -> Office:
    """Three queries."""
    papers = Paper.objects.filter(commune=commune)
    mine = papers.filter(taken_by=agent)
    waiting = Letter.objects.filter(commune=commune, printed_on=None), papers.filter(taken_by=None), mine
    counted = Commune.objects.filter(pk=commune.pk).values_list(*map(_number, waiting)).get()
    letters, unopened, opened = (number or 0 for number in counted)
    batches = Batch.objects.filter(commune=commune, way=Way.COUNTER, expires_at__gt=clock.now(), revoked_at=None)
    return Office(
        commune=commune,
        letters=letters,
        papers=unopened + opened,
        has_one_open=bool(opened),
        batches=list(batches.order_by("-pk")[:20]),
        deeds=list(Deed.objects.filter(commune=commune).select_related("actor").order_by("-pk")[:20]),
    )


def _number(rows: QuerySet[Any]) -> Subquery:
    """How many rows, told within another query; nothing for none."""
    return Subquery(rows.order_by().values("commune").annotate(number=Count("pk")).values("number"))
