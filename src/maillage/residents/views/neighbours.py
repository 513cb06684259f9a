"""A neighbour: their page, their photo, and no longer meeting them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maillage.platform import media
from maillage.residents import access, actions, profiles, queries
from maillage.residents.access import neighbour, signed_in
from maillage.residents.requests import Request
from maillage.territory import cells


@require_safe
@neighbour
def resident(request: Request, resident_id: UUID) -> HttpResponse:
    person = access.resident(request.resident, resident_id, *profiles.beside())
    assert person.cell is not None
    assert request.resident.cell is not None
    context = {
        "person": person,
        "is_me": person.pk == request.resident.pk,
        "distance": cells.distance_words(request.resident.cell, person.cell),
        "sections": profiles.sections(person, request.resident),
    }
    return render(request, "residents/resident.html", context)


@require_safe
@signed_in
def photo(request: Request, resident_id: UUID, size: str) -> HttpResponseBase:
    """The photo of a neighbour, or one's own."""
    me = request.resident
    if resident_id != me.pk and (not me.is_settled or access.is_suspended(me)):
        raise Http404
    person = access.resident(me, resident_id)
    if person.photo is None:
        raise Http404
    return media.respond(person.photo, size)


@require_POST
@neighbour
def block(request: Request, resident_id: UUID) -> HttpResponse:
    """Both become absent to each other. The other is told nothing."""
    person = access.resident(request.resident, resident_id)
    if person.pk == request.resident.pk:
        raise Http404
    actions.block(request.resident, person)
    messages.success(request, _("Vous ne verrez plus %(name)s, et réciproquement.") % {"name": person})
    return redirect("blocks")


@require_POST
@signed_in
def unblock(request: Request, resident_id: UUID) -> HttpResponse:
    person = next((other for other in queries.blocked_by(request.resident) if other.pk == resident_id), None)
    if person is None:
        raise Http404
    actions.unblock(request.resident, person)
    messages.success(request, _("Vous pouvez de nouveau croiser %(name)s.") % {"name": person})
    return redirect("blocks")
