"""The living page: every component of the interface, with examples, in development only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from maillage.portal.samples import samples
from maillage.residents.access import open_to_all
from maillage.residents.requests import OpenRequest


@open_to_all
def living_page(request: OpenRequest) -> HttpResponse:
    return render(request, "portal/components.html", samples())
