"""Ask first: what; then when, how, how far and who reads. Everything typed travels with each step, without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillage.feed.lines import one_line
from maillage.listings import actions, browsing, cards, categories
from maillage.listings.forms import AskForm, WhatForm
from maillage.listings.forms.listing import LONGEST_TITLE
from maillage.listings.queries import Viewpoint, viewpoint_of
from maillage.listings.states import Refused
from maillage.platform import idempotency, photo_fields
from maillage.residents.access import neighbour
from maillage.residents.requests import Request
from maillage.territory.horizons import Horizon

STEPS = (gettext_lazy("Quoi"), gettext_lazy("Quand et à qui"))
# What the second step asks, carried as hidden values while the first is shown.
SECOND = tuple(name for name in AskForm.base_fields if name not in WhatForm.base_fields and name != "photos")
Carried = list[tuple[str, str]]


@require_http_methods(["GET", "POST"])
@neighbour
@idempotency.once
def ask(request: Request) -> HttpResponse:
    """`step` says which button was pressed: "who" goes on, "what" comes back, "place" searches, none sends."""
    viewpoint = viewpoint_of(request.resident)
    assert viewpoint.horizon is not None  # neighbours have one
    if request.method == "GET":
        return _ask_what(request, viewpoint, _what_from(request.GET.get("q", "")), [])
    match request.POST.get("step"):
        case "what":
            what = WhatForm(initial={name: request.POST.get(name, "") for name in WhatForm.base_fields})
            return _ask_what(request, viewpoint, what, _carried(request, _typed(request, viewpoint.horizon)))
        case "who":
            return _go_on(request, viewpoint)
        case "place":
            form = _typed(request, viewpoint.horizon).search_place()
            return _ask_who(request, form, status=422 if form.errors else 200)
        case _:
            return _send(request, viewpoint)


def _send(request: Request, viewpoint: Viewpoint) -> HttpResponse:
    assert viewpoint.horizon is not None
    form = AskForm(request.POST, request.FILES, author=request.resident, horizon=viewpoint.horizon)
    if form.is_valid():
        try:
            listing = actions.ask(request.resident, form.content())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Votre demande est en ligne. Les réponses arriveront dans vos messages."))
            return redirect(listing)
    if {"title", "category"} & set(form.errors):
        return _ask_what(request, viewpoint, WhatForm(request.POST), _carried(request, form), status=422)
    return _ask_who(request, form, status=422)


def _what_from(words: str) -> WhatForm:
    """The first step, begun with the words of the home page's field."""
    title = one_line(words.replace("\0", ""))[:LONGEST_TITLE]
    guessed = categories.guess(title)
    return WhatForm(initial={"title": title, "category": guessed.slug if guessed else ""})


def _go_on(request: Request, viewpoint: Viewpoint) -> HttpResponse:
    """To the second step: new, or as it was left when the person came back to the first."""
    assert viewpoint.horizon is not None
    what, typed = WhatForm(request.POST), _typed(request, viewpoint.horizon)
    if not what.is_valid():
        return _ask_what(request, viewpoint, what, _carried(request, typed), status=422)
    if "audience" in request.POST:
        return _ask_who(request, typed)
    return _ask_who(request, AskForm(initial=what.cleaned_data, author=request.resident, horizon=viewpoint.horizon))


def _typed(request: Request, horizon: Horizon) -> AskForm:
    form = AskForm(request.POST, request.FILES, author=request.resident, horizon=horizon)
    return form.without_complaints()


def _carried(request: Request, form: AskForm) -> Carried:
    """The second step's values, as hidden inputs for the first. Photos travel as what the form received."""
    kept = [("photos-kept", photo_fields.token(photo)) for photo in form.cleaned_data.get("photos", [])]
    return [(name, value) for name in SECOND for value in request.POST.getlist(name)] + kept


def _ask_what(
    request: Request, viewpoint: Viewpoint, form: WhatForm, carried: Carried, status: int = 200
) -> HttpResponse:
    found = browsing.alike(viewpoint, str(form["title"].value() or ""))
    origin = viewpoint.horizon.origin if viewpoint.horizon else None
    context = {
        "form": form,
        "carried": carried,
        "already": cards.of(found, request.resident, origin),
        "steps": STEPS,
    }
    return render(request, "listings/ask_what.html", context, status=status)


def _ask_who(request: Request, form: AskForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "steps": STEPS, "title": form["title"].value()}
    return render(request, "listings/ask_who.html", context, status=status)
