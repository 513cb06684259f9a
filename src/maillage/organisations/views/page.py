"""The page of a structure, and the structures of a commune: for anyone."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from stdnum.fr import siret

from maillage.organisations import access, browsing, cards, forms, members, structured
from maillage.organisations.models import Organisation
from maillage.platform import rendering
from maillage.residents.access import open_to_all
from maillage.residents.requests import OpenRequest
from maillage.territory import contours


@require_safe
@open_to_all
def organisation(request: OpenRequest, organisation_id: UUID) -> HttpResponse:
    """All that is said of a structure; who speaks for it finds there what they may do."""
    found = access.organisation(request.resident, organisation_id)
    held = members.held_by(request.resident, found)
    context = {
        "organisation": found,
        "opening": cards.opening(found),
        "phone": forms.phone_words(found.phone),
        "siret": siret.format(found.siret) if found.siret else "",
        "map": _map(found),
        "held": held,
        "named": members.named_to(request.resident, found),
        "trail": [(found.commune.name, browsing.commune_url(found.commune)), (found.name, "")],
        "structured": rendering.linked_data(structured.describe(found)),
        "address": settings.SITE_ADDRESS + found.get_absolute_url(),
    }
    return render(request, "organisations/organisation.html", context)


@require_safe
@open_to_all
def organisations(request: OpenRequest) -> HttpResponse:
    """The structures of a commune, by kind. Without a commune: of one's own, else choose one first."""
    home = request.resident.commune if request.resident else None
    asked = request.GET.get("commune", "") or (home.pk if home else "")
    if not asked:
        return redirect("communes")
    page = browsing.page(asked, request.GET.get("genre", ""), request.GET.get("apres", ""))
    context = {
        "commune": page.commune,
        "commune_url": browsing.commune_url(page.commune),
        "cards": cards.of(page.organisations),
        "chips": page.chips,
        "is_filtered": bool(page.kind),
        "more_url": page.more_url,
        "trail": [(page.commune.name, browsing.commune_url(page.commune)), (_("Commerces et associations"), "")],
    }
    return render(request, "organisations/list.html", context)


def _map(found: Organisation) -> dict[str, object] | None:
    """Its point within its commune; nothing for a structure without an address."""
    if found.lat is None or found.lon is None:
        return None
    drawing = contours.drawing(found.commune)
    if drawing is None:
        return None
    x, y = drawing.point(found.lat, found.lon)
    return {
        "view_box": drawing.view_box,
        "outline": drawing.outline,
        "surroundings": drawing.surroundings,
        "points": [{"x": x, "y": y, "radius": 18}],
    }
