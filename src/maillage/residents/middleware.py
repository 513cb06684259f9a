"""Who is acting: `request.resident`, or None for a visitor."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def acting_resident(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.resident = request.user if request.user.is_authenticated else None  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
