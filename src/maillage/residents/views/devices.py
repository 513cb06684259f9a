"""Where my account is open, and closing it there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.residents import access, actions, queries
from maillage.residents.access import signed_in
from maillage.residents.requests import Request

# Somebody suspended looks after the safety of their account as others do.
own = signed_in(even_suspended=True)


@require_safe
@own
def devices(request: Request) -> HttpResponse:
    mine = queries.sessions_of(request.resident)
    context = {
        "this": next((each for each in mine if each.session_key == request.session.session_key), None),
        "others": [each for each in mine if each.session_key != request.session.session_key],
    }
    return render(request, "residents/devices.html", context)


@require_POST
@own
def end(request: Request, device_id: UUID) -> HttpResponse:
    session = access.other_session(request.resident, device_id, than=request.session.session_key)
    actions.end_session(session)
    messages.success(
        request, _("Votre compte est fermé sur cet appareil : %(device)s.") % {"device": session.device_words}
    )
    return redirect("devices")


@require_POST
@own
def end_others(request: Request) -> HttpResponse:
    actions.end_other_sessions(request.resident, but=request.session.session_key)
    messages.success(request, _("Votre compte n’est plus ouvert que sur cet appareil."))
    return redirect("devices")
