"""Rules that hold for every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]


def database_outage(get_response: GetResponse) -> GetResponse:
    """A lost database gives a page that says so, and the next request tries again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        except (OperationalError, InterfaceError):
            return render(request, "ui/outage.html", status=503, headers={"Retry-After": "10"})

    return middleware


def private_by_default(get_response: GetResponse) -> GetResponse:
    """Pages are `private, no-store` unless a decorator said public (TRUST.md 22)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
