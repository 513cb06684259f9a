"""The town hall's part: what waits, sheets of codes, letters to post. Nobody's name stands on these pages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.platform import printing
from maillage.platform.idempotency import once
from maillage.residents.proofs import access, paper, queries, refusals
from maillage.residents.proofs.actions import letters as posting
from maillage.residents.proofs.actions import sheets
from maillage.residents.proofs.forms import SheetForm
from maillage.residents.proofs.views.agents import agent, agent_afresh
from maillage.residents.requests import Request
from maillage.territory.models import Commune


def _to(insee: str) -> HttpResponse:
    return redirect(f"{reverse('proofs-office')}?commune={insee}")


@require_safe
@agent
def office(request: Request) -> HttpResponse:
    communes = queries.communes_of(request.resident)
    wanted = request.GET.get("commune", "")
    commune = next((each for each in communes if each.pk == wanted), communes[0] if communes else None)
    if commune is None:
        raise Http404
    return _office(request, commune, communes, SheetForm())


def _office(
    request: Request, commune: Commune, communes: list[Commune], form: SheetForm, status: int = 200
) -> HttpResponse:
    context = {"office": queries.office(request.resident, commune), "communes": communes, "form": form}
    return render(request, "proofs/office.html", context, status=status)


@require_POST
@agent_afresh
@once
def prepare(request: Request, insee: str) -> HttpResponse:
    commune = access.commune(request.resident, insee)
    form = SheetForm(request.POST)
    if form.is_valid():
        try:
            sheets.prepare(request.resident, commune, form.cleaned_data["size"])
        except refusals.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La feuille est prête : imprimez-la dans l’heure."))
            return _to(insee)
    return _office(request, commune, queries.communes_of(request.resident), form, 422)


@require_POST
@agent_afresh
def print_sheet(request: Request, batch_id: UUID) -> HttpResponse:
    """The PDF, made for this answer and kept nowhere."""
    batch = access.counter_batch(request.resident, batch_id)
    try:
        return printing.respond(paper.sheet(batch, sheets.print_once_more(request.resident, batch)), "codes")
    except refusals.Refused as refusal:
        messages.error(request, str(refusal))
        return _to(batch.commune_id)


@require_POST
@agent_afresh
def revoke(request: Request, batch_id: UUID) -> HttpResponse:
    batch = access.counter_batch(request.resident, batch_id)
    sheets.revoke(request.resident, batch)
    messages.success(request, _("Cette feuille ne vaut plus rien."))
    return _to(batch.commune_id)


@require_POST
@agent_afresh
def letters(request: Request, insee: str) -> HttpResponse:
    """The letters that wait, ready for window envelopes: made for this answer and kept nowhere."""
    commune = access.commune(request.resident, insee)
    printed = posting.print_waiting(request.resident, commune)
    if not printed:
        messages.info(request, _("Aucune lettre n’attend."))
        return _to(insee)
    return printing.respond(paper.letters(commune, printed), "lettres")
