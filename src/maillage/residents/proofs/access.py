"""Who may obtain what of a proof on its way. The only ways to one by an id that came from a request."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.platform import sealed
from maillage.residents.access import holds, is_suspended
from maillage.residents.models import Resident, Role
from maillage.residents.proofs.actions.papers import FOLDER
from maillage.residents.proofs.models import Batch, Paper, Permit, Vouch, Way
from maillage.residents.queries import hidden_from
from maillage.territory.models import Commune


def counter_batch(agent: Resident, batch_id: UUID) -> Batch:
    """A sheet of a town hall where the agent works. Raises Http404."""
    found = Batch.objects.select_related("commune").filter(pk=batch_id, way=Way.COUNTER).first()
    if found is None or not holds(agent, Role.Kind.AGENT, commune=found.commune):
        raise Http404
    return found


def organisation_batch(organisation: UUID, batch_id: UUID) -> Batch:
    """A sheet of a structure already obtained. Raises Http404."""
    found = Batch.objects.select_related("commune").filter(pk=batch_id, organisation=organisation).first()
    if found is None:
        raise Http404
    return found


def permit(agent: Resident, permit_id: UUID) -> Permit:
    """One that the agent's town hall gave. Raises Http404."""
    found = Permit.objects.select_related("commune").filter(pk=permit_id).first()
    if found is None or not holds(agent, Role.Kind.AGENT, commune=found.commune):
        raise Http404
    return found


def paper(agent: Resident, paper_id: UUID) -> Paper:
    """The document that this agent opened: nobody else does, whatever their charge. Raises Http404."""
    taken = Paper.objects.select_related("commune", "resident__commune", "resident__residence")
    found = taken.filter(pk=paper_id, taken_by=agent).first()
    if found is None or not holds(agent, Role.Kind.AGENT, commune=found.commune):
        raise Http404
    return found


def page(agent: Resident, paper_id: UUID, number: int) -> bytes:
    """A page of it, as a picture. Raises Http404."""
    found = paper(agent, paper_id)
    try:
        return sealed.read(FOLDER, found.pk, bytes(found.key), part=number)
    except sealed.Gone as error:
        raise Http404 from error


def asked_of(voucher: Resident, vouch_id: UUID) -> Vouch:
    """A neighbour's request that waits for one's answer. Raises Http404, for one who is hidden or gone too."""
    asked = Vouch.objects.select_related("asker").filter(pk=vouch_id, voucher=voucher, state=Vouch.State.ASKED)
    found = asked.first()
    if found is None or is_suspended(found.asker) or found.asker_id in hidden_from(voucher):
        raise Http404
    return found


def commune(agent: Resident, insee: str) -> Commune:
    """A commune whose town hall the agent works for. Raises Http404."""
    found = Commune.objects.filter(pk=insee).first()
    if found is None or not holds(agent, Role.Kind.AGENT, commune=found):
        raise Http404
    return found
