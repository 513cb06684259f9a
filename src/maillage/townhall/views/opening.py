"""Opening a town, for the operators of the site."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.platform.idempotency import once
from maillage.residents import second_factor
from maillage.residents.access import having_role
from maillage.residents.models import Role
from maillage.residents.requests import Request, posted
from maillage.townhall import access, actions
from maillage.townhall.forms import DelegateForm, OpeningForm
from maillage.townhall.models import Right, Town


@require_safe
@having_role(Role.Kind.OPERATOR)
def towns(request: Request) -> HttpResponse:
    """Those that are open, and whether somebody looks after each."""
    delegates = Count("posts", filter=Q(posts__rights__contains=[Right.PEOPLE]))
    found = Town.objects.placed().annotate(delegates=delegates).order_by("name", "pk")
    return render(request, "townhall/towns.html", {"towns": list(found), "form": DelegateForm()})


@require_http_methods(["GET", "HEAD", "POST"])
@having_role(Role.Kind.OPERATOR)
@once
def open_town(request: Request) -> HttpResponse:
    """A code and an address: all the rest is known."""
    step = second_factor.before_speaking(request, request.resident, afresh=True, back=request.path)
    if step:
        return step
    form = OpeningForm(posted(request), initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        place, email = form.cleaned_data["code"], form.cleaned_data["email"]
        try:
            town = actions.open_town(request.resident, place, email)
        except actions.Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            said = _("L’espace « %(town)s » est ouvert. L’invitation est partie à %(email)s.")
            messages.success(request, said % {"town": town, "email": email})
            return redirect("towns")
    return render(request, "townhall/open.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@having_role(Role.Kind.OPERATOR)
@once
def invite_delegate(request: Request, town_id: UUID) -> HttpResponse:
    """Somebody else to look after the team, when the one who did is gone."""
    town = access.town_to_run(town_id)
    step = second_factor.before_speaking(request, request.resident, afresh=True, back=reverse("towns"))
    if step:
        return step
    form = DelegateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Cette adresse n’en est pas une : vérifiez-la. Personne n’a été invité."))
        return redirect("towns")
    try:
        actions.invite_delegate(request.resident, town, form.cleaned_data["email"])
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L’invitation est partie à %(email)s.") % form.cleaned_data)
    return redirect("towns")
