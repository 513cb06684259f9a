"""One's saved searches, and the requests offered to one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.listings.forms.browsing import INTENTS, MODES, STEPS, BrowseForm
from maillage.listings.queries import viewpoint_of
from maillage.listings.views import browse
from maillage.matching import access, actions, approaching, queries, wording
from maillage.matching.actions import Search
from maillage.matching.forms import NameForm
from maillage.matching.models import Approach
from maillage.matching.refusals import Refused
from maillage.platform import idempotency
from maillage.residents.access import neighbour
from maillage.residents.requests import Request
from maillage.territory import cells
from maillage.territory.horizons import DEFAULT_STEP

ANSWERS: dict[str, tuple[Callable[[Approach], None], object]] = {
    "pas-cette-fois": (approaching.decline, gettext_lazy("C’est noté : pas cette fois.")),
    "plus-de-ce-genre": (approaching.silence, gettext_lazy("C’est noté : plus de demandes « %(kind)s ».")),
}


@require_GET
@neighbour
def wants(request: Request) -> HttpResponse:
    context = {
        "saved": queries.saved(request.resident),
        "most": actions.MOST_SAVED,
        "offered": queries.offered(request.resident),
        "silenced": queries.silenced(request.resident),
    }
    return render(request, "matching/wants.html", context)


@require_POST
@neighbour
@idempotency.once
def save(request: Request) -> HttpResponse:
    """From the filters of the list, as they stand there."""
    form = BrowseForm(request.POST, viewpoint=viewpoint_of(request.resident))
    if not form.is_valid():
        return browse.shown(request, request.POST)
    try:
        want = actions.save(request.resident, _search(form))
    except Refused as refused:
        return browse.shown(request, request.POST, str(refused))
    messages.success(request, _("C’est noté : nous vous préviendrons pour « %(name)s ».") % {"name": want.name})
    return redirect("wants")


@require_http_methods(["GET", "POST"])
@neighbour
def want(request: Request, want_id: UUID) -> HttpResponse:
    """One saved search; a POST calls it otherwise."""
    kept = access.want(request.resident, want_id)
    form = NameForm(request.POST) if request.method == "POST" else NameForm(initial={"name": kept.name})
    if request.method == "POST" and form.is_valid():
        actions.rename(kept, form.cleaned_data["name"])
        messages.success(request, _("Votre alerte a changé de nom."))
        return redirect("wants")
    context = {
        "want": kept,
        "form": form,
        "words": wording.want(kept),
        "listings_url": queries.address(kept),
        "trail": [(_("Mes alertes"), reverse("wants")), (kept.name, "")],
    }
    return render(request, "matching/want.html", context, status=422 if form.errors else 200)


@require_POST
@neighbour
def forget(request: Request, want_id: UUID) -> HttpResponse:
    kept = access.want(request.resident, want_id)
    actions.forget(kept)
    messages.success(request, _("Nous ne vous préviendrons plus pour « %(name)s ».") % {"name": kept.name})
    return redirect("wants")


@require_http_methods(["GET", "POST"])
@neighbour
def approach(request: Request, approach_id: UUID) -> HttpResponse:
    """A request offered to somebody. They may look at it, or say not this time, or no more of these."""
    offered = access.approach(request.resident, approach_id)
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in ANSWERS:
        answered, words = ANSWERS[said]
        answered(offered)
        messages.success(request, str(words) % {"kind": offered.request.leaf.label})
        return redirect("wants")
    context = {
        "approach": offered,
        "listing": offered.request,
        "where": cells.distance_words(request.resident.cell, offered.request.point_cell)
        if request.resident.cell
        else "",
        "trail": [(_("Mes alertes"), reverse("wants")), (offered.request.title, "")],
    }
    return render(request, "matching/approach.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@neighbour
def listen_again(request: Request, category: str) -> HttpResponse:
    approaching.listen_again(request.resident, category)
    messages.success(request, _("Ces demandes vous seront de nouveau proposées."))
    return redirect("wants")


def _search(form: BrowseForm) -> Search:
    """What a valid form asks. Around a commune, one looks as far as the list does when nothing is said."""
    asked = form.cleaned_data
    distance = STEPS[asked["distance"]] if asked["distance"] else None
    if asked["commune"] is not None and distance is None:
        distance = DEFAULT_STEP
    return Search(
        words=asked["q"],
        category=asked["categorie"],
        intent=INTENTS.get(asked["genre"]),
        modes=(MODES[asked["mode"]],) if asked["mode"] else (),
        commune=asked["commune"],
        origin=asked["origin"] if asked["commune"] is not None else None,
        distance=distance,
    )
