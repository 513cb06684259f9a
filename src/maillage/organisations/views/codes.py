"""Codes that a landlord or an association hands to its tenants or members, where the town hall lets it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.organisations import access
from maillage.organisations.forms import PermitForm
from maillage.organisations.models import Organisation
from maillage.organisations.speaking import as_manager
from maillage.platform import printing
from maillage.platform.idempotency import once
from maillage.residents.proofs import access as proofs
from maillage.residents.proofs import paper, queries, refusals
from maillage.residents.proofs.actions import permits, sheets
from maillage.residents.proofs.forms import SheetForm
from maillage.residents.proofs.views.agents import agent_afresh
from maillage.residents.requests import Request, posted


@require_http_methods(["GET", "HEAD", "POST"])
@as_manager(afresh=True)
@once
def codes(request: Request, organisation: Organisation) -> HttpResponse:
    """What the town hall allows, the sheets made, and one more."""
    form = SheetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            sheets.prepare_for(request.resident, organisation.pk, form.cleaned_data["size"])
        except refusals.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("La feuille est prête : imprimez-la dans l’heure."))
            return redirect("organisation-codes", organisation.pk)
    permit = queries.permit_of(organisation.pk)
    context = {
        "organisation": organisation,
        "permit": permit,
        "left": sheets.left_of(permit) if permit else 0,
        "batches": queries.batches_of(organisation.pk),
        "form": form,
        "trail": [(organisation.name, organisation.get_absolute_url()), (_("Codes de domicile"), "")],
    }
    return render(request, "organisations/codes.html", context, status=422 if form.errors else 200)


@require_POST
@as_manager(afresh=True)
def print_codes(request: Request, organisation: Organisation, batch_id: UUID) -> HttpResponse:
    """The PDF, made for this answer and kept nowhere."""
    batch = proofs.organisation_batch(organisation.pk, batch_id)
    try:
        return printing.respond(paper.sheet(batch, sheets.print_once_more(request.resident, batch)), "codes")
    except refusals.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("organisation-codes", organisation.pk)


@require_POST
@as_manager(afresh=True)
def revoke_codes(request: Request, organisation: Organisation, batch_id: UUID) -> HttpResponse:
    sheets.revoke(request.resident, proofs.organisation_batch(organisation.pk, batch_id))
    messages.success(request, _("Cette feuille ne vaut plus rien."))
    return redirect("organisation-codes", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_afresh
@once
def permitted(request: Request, insee: str) -> HttpResponse:
    """For an agent: which structures of the commune may hand out codes, and how many a year."""
    commune = proofs.commune(request.resident, insee)
    form = PermitForm(posted(request), commune=commune)
    if request.method == "POST" and form.is_valid():
        found = access.organisation(request.resident, form.cleaned_data["organisation"])
        try:
            permits.give(request.resident, commune, found.pk, found.name, form.cleaned_data["a_year"])
        except refusals.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s peut remettre des codes.") % {"name": found.name})
            return redirect("proofs-permits", insee)
    context = {"commune": commune, "permits": queries.permits_in(commune), "form": form}
    return render(request, "organisations/permits.html", context, status=422 if form.errors else 200)


@require_POST
@agent_afresh
def withdraw_permit(request: Request, permit_id: UUID) -> HttpResponse:
    permit = proofs.permit(request.resident, permit_id)
    permits.withdraw(request.resident, permit)
    messages.success(request, _("C’est retiré : ses codes qui n’ont pas servi ne valent plus rien."))
    return redirect("proofs-permits", permit.commune_id)
