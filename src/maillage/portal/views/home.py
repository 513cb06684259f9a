"""The first page: what Maillage is, for a visitor; what happens near home, for a resident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.feed import queries as feed
from maillage.platform import ids
from maillage.portal import cards
from maillage.residents.access import neighbour, open_to_all
from maillage.residents.models import Resident
from maillage.residents.queries import active_near, horizon_of
from maillage.residents.requests import OpenRequest, Request

PAGE = 20
# What each chip of "around me" keeps; the first keeps everything.
KINDS: dict[str, tuple[str, ...]] = {
    "": (),
    "demandes": ("request",),
    "prets-et-dons": ("loan", "gift"),
    "coups-de-main": ("service",),
    "ventes-et-locations": ("sale", "rental"),
    "trocs": ("swap",),
}


@dataclass(frozen=True)
class Chip:
    """A filter that is a link."""

    name: str
    url: str
    is_current: bool


@require_safe
@open_to_all
def home(request: OpenRequest) -> HttpResponse:
    resident = request.resident
    if resident is None:
        return render(request, "portal/landing.html")
    if not resident.is_settled:
        return redirect("account" if resident.charges else "settle")
    return render(request, "portal/around.html", _around(resident, request))


@require_safe
@neighbour
def publish(request: Request) -> HttpResponse:
    """Ask or offer: the one choice before either form."""
    return render(request, "portal/publish.html")


def _around(resident: Resident, request: OpenRequest) -> dict[str, Any]:
    chosen = request.GET.get("voir", "")
    chosen = chosen if chosen in KINDS else ""
    horizon = horizon_of(resident)
    assert horizon is not None
    entries = feed.around(
        resident, horizon, kinds=KINDS[chosen] or None, before=ids.read(request.GET.get("avant", "")), limit=PAGE + 1
    )
    shown, rest = entries[:PAGE], entries[PAGE:]
    return {
        "cards": cards.of_entries(shown, resident),
        "chips": _chips(chosen),
        "chosen": chosen,
        "more_url": _address(chosen, shown[-1].id) if rest else "",
        "horizon": horizon,
        "others_active": max(0, active_near(horizon) - 1),
    }


def _chips(chosen: str) -> list[Chip]:
    names = {
        "": _("Tout"),
        "demandes": _("Demandes"),
        "prets-et-dons": _("Prêts et dons"),
        "coups-de-main": _("Coups de main"),
        "ventes-et-locations": _("Ventes et locations"),
        "trocs": _("Trocs"),
    }
    return [Chip(names[kind], _address(kind), kind == chosen) for kind in KINDS]


def _address(kind: str, before: UUID | None = None) -> str:
    asked = {"voir": kind} if kind else {}
    if before:
        asked["avant"] = str(before)
    return reverse("home") + ("?" + urlencode(asked) if asked else "")
