"""What people read when something went wrong. Where the database may be gone, nothing of it is asked."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("portal/errors/bad_request.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/forbidden.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page left open for too long, or cookies refused."""
    return HttpResponse(render_to_string("portal/errors/forged.html"), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/errors/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing of the request is used, since its parts may be what failed. A lost database is an outage, not a fault."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("ui/outage.html"), status=503, headers={"Retry-After": "10"})
    return HttpResponse(render_to_string("portal/errors/server_error.html"), status=500)
