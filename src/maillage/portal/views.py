from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Maillage")


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)
