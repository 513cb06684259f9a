"""The town's name, colour and coat of arms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.platform import media
from maillage.platform.idempotency import once
from maillage.residents.access import public
from maillage.residents.requests import Request, posted
from maillage.townhall import access, actions, look
from maillage.townhall.forms import LookForm
from maillage.townhall.models import Post, Right
from maillage.townhall.speaking import at_work

A_DAY = 86_400


@require_http_methods(["GET", "HEAD", "POST"])
@at_work(Right.PEOPLE)
@once
def edit(request: Request, post: Post) -> HttpResponse:
    town = post.town
    kept = {"name": town.name, "colour": town.colour, "coat": [town.coat] if town.coat else []}
    form = LookForm(posted(request), request.FILES or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.dress(post, name=said["name"], colour=said["colour"], coat=next(iter(said["coat"]), None))
        messages.success(request, _("Voilà la nouvelle apparence de votre espace."))
        return redirect("office-look", town.pk)
    return render(request, "townhall/look.html", {"post": post, "form": form}, status=422 if form.errors else 200)


@require_safe
@public(seconds=A_DAY)
def stylesheet(request: Request, town_id: UUID) -> HttpResponse:
    """The colours of a town; the address carries the colour after `?`, so that a new one is another address."""
    colours = look.stylesheet(access.town_to_run(town_id).colour)
    return HttpResponse(colours, content_type="text/css; charset=utf-8")


@require_safe
@public(seconds=A_DAY)
def coat(request: Request, town_id: UUID) -> HttpResponseBase:
    """The coat of arms."""
    town = access.town_to_run(town_id)
    if town.coat is None:
        raise Http404
    return media.respond(town.coat, "petite")
