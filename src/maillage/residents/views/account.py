"""My account: who I am, whom I blocked, and leaving."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import activate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.residents import actions, queries
from maillage.residents.access import open_to_all, signed_in
from maillage.residents.forms import LeavingForm, ProfileForm
from maillage.residents.models import Residence
from maillage.residents.own_data.preview import preview
from maillage.residents.requests import OpenRequest, Request, posted
from maillage.residents.views.proving import freshly_proved


@require_safe
@signed_in
def account(request: Request) -> HttpResponse:
    """Everything about oneself, and where to change it. The one page that shows one's address."""
    residence = Residence.objects.filter(resident=request.resident).first()
    return render(request, "residents/account.html", {"residence": residence})


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: Request) -> HttpResponse:
    resident = request.resident
    form = ProfileForm(posted(request), request.FILES or None, initial=ProfileForm.showing(resident))
    if request.method == "POST" and form.is_valid():
        actions.introduce(resident, **form.cleaned_data)
        activate(resident.language)
        messages.success(request, _("Votre profil est à jour."))
        return redirect("account")
    return render(request, "residents/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@signed_in
def blocks(request: Request) -> HttpResponse:
    """Those whom I blocked; nobody learns who blocked them."""
    return render(request, "residents/blocks.html", {"blocked": queries.blocked_by(request.resident)})


@require_http_methods(["GET", "POST"])
@signed_in(even_suspended=True)
@freshly_proved
def leave(request: Request) -> HttpResponse:
    form = LeavingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(request.resident)
        except actions.LastOperator as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            return redirect("account_inactive")
    context = {"form": form, "parts": preview(request.resident)}
    return render(request, "residents/leave.html", context, status=422 if form.errors else 200)


@require_safe
@open_to_all
def left(request: OpenRequest) -> HttpResponse:
    """What someone sees whose account is closed."""
    return render(request, "residents/left.html")
