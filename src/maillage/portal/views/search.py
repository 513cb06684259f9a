"""One field for everything that may be found: listings, communes. People are never searchable."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from maillage.portal.addresses import commune_address
from maillage.residents.access import open_to_all
from maillage.residents.requests import OpenRequest

COMMUNES = 5
LISTINGS = 10


@open_to_all
def search(request: OpenRequest) -> HttpResponse:
    from maillage.territory import communes

    asked = request.GET.get("q", "").strip()[:100]
    places = communes.search(asked, COMMUNES) if asked else []
    lines = [{"commune": place, "url": commune_address(place)} for place in places]
    return render(request, "portal/search.html", {"searched": asked, "lines": lines})
