"""Neighbours who vouch for each other."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.platform.idempotency import once
from maillage.residents import access as residents
from maillage.residents.access import neighbour
from maillage.residents.proofs import access, queries, refusals
from maillage.residents.proofs.actions import vouching as actions
from maillage.residents.requests import Request


@require_safe
@neighbour
def vouching(request: Request) -> HttpResponse:
    """Who waits for my word, and whom I asked for theirs."""
    context = {"asked_of_me": queries.asked_of(request.resident), "asked_by_me": queries.asked_by(request.resident)}
    return render(request, "proofs/vouching.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@once
def ask(request: Request, resident_id: UUID) -> HttpResponse:
    """What it means to ask, then asking."""
    person = residents.resident(request.resident, resident_id)
    if person.pk == request.resident.pk:
        raise Http404
    if request.method != "POST":
        return render(request, "proofs/vouch_ask.html", {"person": person})
    try:
        actions.ask(request.resident, person)
    except refusals.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(person)
    messages.success(request, _("C’est demandé. Si %(name)s accepte, vous l’apprendrez.") % {"name": person})
    return redirect("vouching")


@require_POST
@neighbour
def answer(request: Request, vouch_id: UUID, verb: str) -> HttpResponse:
    vouch = access.asked_of(request.resident, vouch_id)
    try:
        if verb == "accepter":
            actions.accept(request.resident, vouch)
            messages.success(request, _("Merci. %(name)s sait que vous avez accepté.") % {"name": vouch.asker})
        elif verb == "laisser":
            actions.decline(vouch)
            messages.success(request, _("C’est fait. %(name)s n’en saura rien.") % {"name": vouch.asker})
        else:
            raise Http404
    except refusals.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("vouching")
