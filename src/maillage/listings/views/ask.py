"""Ask first: what; then when, how, how far and who reads. Without scripts, and Back always works: pages come by GET."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillage.feed.lines import one_line
from maillage.listings import actions, browsing, cards, categories, drafts
from maillage.listings.forms import AskForm, WhatForm
from maillage.listings.forms.listing import LONGEST_TITLE
from maillage.listings.queries import Viewpoint, viewpoint_of
from maillage.listings.states import Refused
from maillage.platform import idempotency, photo_fields
from maillage.residents.access import neighbour
from maillage.residents.requests import Request

STEPS = (gettext_lazy("Quoi"), gettext_lazy("Quand et à qui"))
# What the second step asks: too long for an address, it waits in a draft while another page is shown.
SECOND = tuple(name for name in AskForm.base_fields if name not in WhatForm.base_fields and name != "photos")
DRAFT = "brouillon"


@require_http_methods(["GET", "POST"])
@neighbour
def ask(request: Request) -> HttpResponse:
    """A GET shows a step, a POST sends or leaves the second step.

    `step` says which button was pressed: "who" goes on, "what" comes back, "place" searches one, none sends.
    """
    viewpoint = viewpoint_of(request.resident)
    assert viewpoint.horizon is not None  # neighbours have one
    asked = request.POST if request.method == "POST" else request.GET
    step = asked.get("step", "")
    if request.method == "POST":
        return _leave(request, viewpoint, step) if step in ("what", "place") else _send(request, viewpoint)
    if step in ("who", "place"):
        return _go_on(request, viewpoint, searches=step == "place")
    return _ask_what(request, viewpoint, _what_from(request), request.GET.get(DRAFT, ""))


@idempotency.once
def _send(request: Request, viewpoint: Viewpoint) -> HttpResponse:
    form = _form(request, viewpoint)
    if form.is_valid():
        try:
            listing = actions.ask(request.resident, form.content())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            drafts.forget(request.session)
            messages.success(request, _("Votre demande est en ligne. Les réponses arriveront dans vos messages."))
            return redirect(listing)
    if {"title", "category"} & set(form.errors):
        return _ask_what(request, viewpoint, WhatForm(request.POST), _keep(request, form), status=422)
    return _ask_who(request, form, status=422)


def _leave(request: Request, viewpoint: Viewpoint, step: str) -> HttpResponse:
    """For the first step or for places to choose from: what was typed is kept, and the address says where one is."""
    form = _form(request, viewpoint).without_complaints()
    if step == "place" and form.search_place().errors:
        return _ask_who(request, form, status=422)
    said = {name: request.POST.get(name, "") for name in WhatForm.base_fields}
    steps = {"step": step} if step == "place" else {}
    return redirect(f"{reverse('listing-ask')}?{urlencode(said | steps | {DRAFT: _keep(request, form)})}")


def _go_on(request: Request, viewpoint: Viewpoint, *, searches: bool) -> HttpResponse:
    """To the second step: new, or as it was left."""
    assert viewpoint.horizon is not None
    what = WhatForm(request.GET)
    if not what.is_valid():
        return _ask_what(request, viewpoint, what, request.GET.get(DRAFT, ""), status=422)
    typed = drafts.read(request.session, request.GET.get(DRAFT, ""))
    if typed is None:
        return _ask_who(request, AskForm(initial=what.cleaned_data, author=request.resident, horizon=viewpoint.horizon))
    typed.update(what.cleaned_data)
    form = AskForm(typed, author=request.resident, horizon=viewpoint.horizon)
    return _ask_who(request, form.search_place() if searches else form.without_complaints())


def _form(request: Request, viewpoint: Viewpoint) -> AskForm:
    assert viewpoint.horizon is not None
    return AskForm(request.POST, request.FILES, author=request.resident, horizon=viewpoint.horizon)


def _what_from(request: Request) -> WhatForm:
    """The first step: as it was left, or begun with the words of the home page's field."""
    if "title" in request.GET:
        return WhatForm(initial={name: request.GET.get(name, "") for name in WhatForm.base_fields})
    title = one_line(request.GET.get("q", "").replace("\0", ""))[:LONGEST_TITLE]
    guessed = categories.guess(title)
    return WhatForm(initial={"title": title, "category": guessed.slug if guessed else ""})


def _keep(request: Request, form: AskForm) -> str:
    """The name of a draft of the second step. Photos are kept as what the form received."""
    kept = [photo_fields.token(photo) for photo in getattr(form, "cleaned_data", {}).get("photos", [])]
    typed = {name: request.POST.getlist(name) for name in SECOND} | {"photos-kept": kept}
    return drafts.keep(request.session, {name: values for name, values in typed.items() if values})


def _ask_what(request: Request, viewpoint: Viewpoint, form: WhatForm, draft: str, status: int = 200) -> HttpResponse:
    found = browsing.alike(viewpoint, str(form["title"].value() or ""))
    origin = viewpoint.horizon.origin if viewpoint.horizon else None
    context = {
        "form": form,
        "draft": draft,
        "already": cards.of(found, request.resident, origin),
        "steps": STEPS,
    }
    return render(request, "listings/ask_what.html", context, status=status)


def _ask_who(request: Request, form: AskForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "steps": STEPS, "title": form["title"].value()}
    return render(request, "listings/ask_who.html", context, status=status)
