"""What holds for every answer of the API: nobody in particular asks, anyone may read, and errors are problems.

A middleware, so that it also holds for what is refused before a view is found. It is the outermost one: the outage of
the database is told as a problem too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response

from maillage.api import limits, problems

GetResponse = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "OPTIONS")
FRESH = "public, max-age=60"
ANYONE_MAY_READ = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit, RateLimit-Policy, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def edge(get_response: GetResponse) -> GetResponse:
    """Everything under the page of the API's documentation is the API; the page itself is a page like others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        page = reverse("api-docs")
        if request.path == page or not request.path.startswith(page):
            return get_response(request)
        # Without cookies there is no session and no chosen language: the same bytes whoever asks.
        request.META.pop("HTTP_COOKIE", None)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _answer(request, get_response)
        response["Content-Language"] = language
        response["Vary"] = "Accept-Language"
        for name, value in ANYONE_MAY_READ.items():
            response[name] = value
        return response

    return middleware


def _answer(request: HttpRequest, get_response: GetResponse) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS), **PREFLIGHT})
    if request.method not in METHODS:
        response = problems.response(request, problems.METHOD_NOT_ALLOWED)
        response["Allow"] = ", ".join(METHODS)
        return _uncached(response)
    allowance = _allowance(request)
    if allowance is not None and allowance.is_spent:
        response = _uncached(problems.response(request, problems.TOO_MANY_REQUESTS))
        response["Retry-After"] = str(allowance.resets_in_s)
    else:
        response = _read(request, get_response)
    for name, value in allowance.headers.items() if allowance else ():
        response[name] = value
    return response


def _allowance(request: HttpRequest) -> limits.Allowance | None:
    """None while the database is away: the operation will say so itself."""
    try:
        return limits.take(request)
    except (OperationalError, InterfaceError):
        return None


def _read(request: HttpRequest, get_response: GetResponse) -> HttpResponse:
    """A GET, or the headers of one."""
    is_head = request.method == "HEAD"
    request.method = "GET"
    response = get_response(request)
    language = translation.get_language_from_request(request)
    with translation.override(language):  # Django's own middleware chose one too, and may have left another
        response = _told(request, response)
    if is_head:
        request.method = "HEAD"
        length = response.headers.get("Content-Length", str(len(response.content)))
        response.content = b""
        response["Content-Length"] = length
    return response


def _told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code == 200:
        response["Cache-Control"] = FRESH
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=response["ETag"], response=response) or response
    if response.status_code < 400:
        return response
    if response.headers.get("Content-Type") == problems.MEDIA_TYPE:
        return _uncached(response)
    told = problems.of_status(request, response.status_code)
    if "Retry-After" in response:
        told["Retry-After"] = response["Retry-After"]
    return _uncached(told)


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
