"""Communes in public: finding one's own, and the page of each, even where nobody has joined yet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from maillage.feed import queries as feed
from maillage.organisations import browsing as organisations
from maillage.organisations.models import Organisation
from maillage.portal import atlas, cards, crowd, town_hall
from maillage.portal.addresses import commune_address, commune_lines
from maillage.residents.access import open_to_all, public
from maillage.residents.queries import hidden_from
from maillage.residents.requests import OpenRequest
from maillage.territory import communes
from maillage.territory.models import Commune

FOUND_AT_MOST = 20
SHARED_AT_MOST = 10
STRUCTURES_AT_MOST = 6
DAY = 24 * 3600
STRUCTURES_IN_SITEMAP = 10_000  # a file holds 50,000 addresses at most


@public
def find(request: OpenRequest) -> HttpResponse:
    """The communes of that name or postcode."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = communes.search(asked, FOUND_AT_MOST) if asked else []
    return render(request, "portal/communes.html", {"asked": asked, "lines": commune_lines(found)})


@require_safe
@open_to_all
def commune(request: OpenRequest, insee: str, slug: str) -> HttpResponse:
    """What is public of a commune: its town hall, what its residents share with everyone, how many they are, about."""
    place = Commune.objects.select_related("union", "town_hall", "contour").filter(pk=insee).first()
    if place is None:
        raise Http404
    if request.path != commune_address(place):
        return redirect(commune_address(place), permanent=True)
    resident = request.resident
    entries = feed.public_in(place.pk, SHARED_AT_MOST)
    if resident is not None:
        hidden = hidden_from(resident)
        entries = [entry for entry in entries if entry.author_id not in hidden]
    shown = {
        "commune": place,
        "cards": cards.of_entries(entries, resident),
        "structures": list(organisations.of_commune(place)[: STRUCTURES_AT_MOST + 1]),
        "structures_at_most": STRUCTURES_AT_MOST,
        "structures_url": organisations.list_url(place),
        "crowd": crowd.of(place),
        "town_hall": town_hall.of(place),
        "map": atlas.of(place),
        "lives_here": resident is not None and resident.commune_id == place.pk,
    }
    return render(request, "portal/commune.html", shown)


@public(seconds=DAY)
def sitemap(request: OpenRequest) -> HttpResponse:
    """The pages of the communes that are alive (sitemaps.org 0.9): enough residents for their number to be said.

    Then those of their structures.
    """
    alive = crowd.alive()
    lines = [commune_address(place) for place in Commune.objects.filter(pk__in=alive).order_by("pk")]
    structures = Organisation.objects.present().filter(commune__in=alive).order_by("pk")
    lines += [each.get_absolute_url() for each in structures[:STRUCTURES_IN_SITEMAP]]
    return render(request, "portal/sitemap.xml", {"addresses": lines}, content_type="application/xml")
