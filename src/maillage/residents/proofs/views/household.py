"""The people I live with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.platform.idempotency import once
from maillage.residents import limits
from maillage.residents.access import neighbour
from maillage.residents.proofs import codes, queries, refusals
from maillage.residents.proofs.actions import households
from maillage.residents.proofs.forms import HouseholdCodeForm
from maillage.residents.proofs.views.mine import LIMIT
from maillage.residents.requests import Request, posted


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@once
def household(request: Request) -> HttpResponse:
    """Who is of it, and a code for one more."""
    if request.method == "POST":
        try:
            households.invite(request.resident)
        except refusals.Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("household")
    code = households.standing(request.resident)
    context = {
        "people": queries.people_of(request.resident),
        "code": codes.text_of(code) if code else "",
        "until": timezone.localtime(code.expires_at).date() if code else None,
    }
    return render(request, "proofs/household.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
def join(request: Request) -> HttpResponse:
    form = HouseholdCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not limits.allow(request, LIMIT):
            return limits.refuse(request, LIMIT)
        try:
            households.join(request.resident, form.cleaned_data["code"])
        except refusals.Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("Vous êtes du même foyer. Vos voisins n’en savent rien."))
            return redirect("household")
    return render(request, "proofs/household_join.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@neighbour
def leave(request: Request) -> HttpResponse:
    households.leave(request.resident)
    messages.success(request, _("Vous n’êtes plus de ce foyer."))
    return redirect("household")
