"""The pages a French site must have, and the help. The same bytes for everybody."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.residents.access import public

HOUR = 3600


def _page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    @public(seconds=HOUR)
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"operator": settings})

    return page


guide = _page("portal/help.html")
legal = _page("portal/legal.html")
privacy = _page("portal/privacy.html")
terms = _page("portal/terms.html")
accessibility = _page("portal/accessibility.html")
data_credits = _page("portal/credits.html")
offline = _page("portal/offline.html")
