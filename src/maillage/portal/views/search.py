"""One field for everything that may be found: listings, structures and communes. People are never searchable."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.listings import browsing, cards
from maillage.listings.browsing import Sieve
from maillage.listings.queries import viewpoint_of
from maillage.organisations import cards as organisations
from maillage.organisations.models import Organisation
from maillage.portal.addresses import commune_lines
from maillage.residents.access import open_to_all
from maillage.residents.requests import OpenRequest
from maillage.territory import communes, spelling

COMMUNES = 5
ORGANISATIONS = 5
LISTINGS = 10
LONGEST = 100


@require_safe
@open_to_all
def search(request: OpenRequest) -> HttpResponse:
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    if not asked:
        return render(request, "portal/search.html")
    viewpoint = viewpoint_of(request.resident)
    page = browsing.page(viewpoint, Sieve(words=asked), size=LISTINGS)
    # A name misspelt is looked for only where nothing else fits; what bears the very name comes before the listings.
    places = communes.search(asked, COMMUNES, forgives_typos=not page.listings)
    structures = Organisation.objects.present().named(asked).select_related("commune")[:ORGANISATIONS]
    found = {
        "searched": asked,
        "structures": organisations.of(structures),
        "cards": cards.of(page.listings, request.resident, viewpoint.horizon.origin if viewpoint.horizon else None),
        "all_url": f"{reverse('listings')}?{urlencode({'q': asked})}" if page.next else "",
        "lines": commune_lines(places),
        "names_a_commune": any(spelling.fold(asked) in (place.search_name, *place.postcodes) for place in places),
    }
    return render(request, "portal/search.html", found)
