"""The API's two pages about itself: its specification, for programs, and its documentation, for people."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from maillage.api import limits, parameters, problems, reading
from maillage.api.specification import specification
from maillage.residents.access import public


@public
def documentation(request: HttpRequest) -> HttpResponse:
    """What can be read and how, made from the specification itself."""
    written = specification()
    return render(
        request,
        "api/documentation.html",
        {
            "address": written["servers"][0]["url"],
            "description": written["info"]["description"],
            "operations": reading.operations(written),
            "models": reading.models(written),
            "problems": problems.KINDS,
            "requests_a_minute": limits.REQUESTS_A_WINDOW,
        },
    )


@csrf_exempt  # the edge refuses every method that writes
@public
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, in the language asked for."""
    if errors := parameters.objections(request, known=[]):
        return problems.response(request, problems.INVALID_PARAMETERS, errors=errors)
    return HttpResponse(json.dumps(specification(), ensure_ascii=False), content_type="application/json")
