"""The list, its map and its feed: the same filters, the same allow-lists."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.listings import atom, browsing, cards, maps
from maillage.listings.browsing import Page
from maillage.listings.forms.browsing import MAP, BrowseForm
from maillage.listings.queries import viewpoint_of
from maillage.residents.access import open_to_all
from maillage.residents.requests import OpenRequest, Request

AFTER = "apres"
# What a saved search keeps of the filters, and which of them say what is looked for.
SOUGHT = ("q", "genre", "mode", "categorie", "commune", "distance")
TELLING = ("q", "mode", "categorie")
SIEVES = ("genre", "mode", "categorie", "commune", "distance", "tri")


@require_safe
@open_to_all
def listings(request: OpenRequest) -> HttpResponse:
    return shown(request, request.GET)


def shown(request: OpenRequest | Request, asked: QueryDict, refusal: str = "") -> HttpResponse:
    """The list that these filters ask for; with the reason on top where something was refused of it."""
    form = BrowseForm(asked, viewpoint=viewpoint_of(request.resident))
    if not form.is_valid():
        return render(request, "listings/list.html", {"form": form, "listings": []}, status=400)
    page = browsing.page(form.viewpoint, form.sieve(), asked.get(AFTER, ""))
    context = {
        "form": form,
        "cards": cards.of(page.listings, request.resident, form.cleaned_data["origin"]),
        "map": maps.of_page(page.listings) if form.shows_map else None,
        "more_url": _more(asked, page),
        "list_url": _address(asked, "listings", vue=""),
        "map_url": _address(asked, "listings", vue=MAP),
        "atom_url": _address(asked, "listings-atom", vue=""),
        "asked": [(name, asked[name]) for name in SOUGHT if asked.get(name)],
        "may_be_told": any(form.cleaned_data[name] for name in TELLING),
        "is_sieved": any(form.cleaned_data[name] for name in SIEVES),
        "is_filtered": any(form.cleaned_data[name] for name in ("q", *SIEVES)),
    }
    if refusal:
        form.add_error(None, refusal)
    return render(request, "listings/list.html", context, status=422 if refusal else 200)


@require_safe
@open_to_all
def listings_atom(request: OpenRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        return render(request, "listings/list.html", {"form": form, "listings": []}, status=400)
    page = browsing.page(form.viewpoint, form.sieve(), request.GET.get(AFTER, ""))
    return atom.respond(
        page.listings,
        viewer=request.resident,
        list_url=_address(request.GET, "listings"),
        feed_url=_address(request.GET, "listings-atom"),
    )


def _form(request: OpenRequest) -> BrowseForm:
    return BrowseForm(request.GET, viewpoint=viewpoint_of(request.resident))


def _more(asked: QueryDict, page: Page) -> str:
    return _address(asked, "listings", **{AFTER: str(page.next)}) if page.next else ""


def _address(asked: QueryDict, name: str, **changes: str) -> str:
    """The address of the same list otherwise: only known filters, only those in use."""
    known = {field: asked.get(field, "") for field in BrowseForm.base_fields} | changes
    query = urlencode({field: value for field, value in known.items() if value})
    return f"{reverse(name)}?{query}" if query else reverse(name)
