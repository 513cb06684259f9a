"""What one has under way with neighbours."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from maillage.portal import exchanges
from maillage.residents.access import neighbour
from maillage.residents.requests import Request


@require_GET
@neighbour
def mine(request: Request) -> HttpResponse:
    return render(request, "portal/exchanges.html", {"groups": exchanges.of(request.resident)})
