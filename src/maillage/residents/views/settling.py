"""Saying where home is: a search, a choice, and what it means before it is done."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from maillage.residents.access import signed_in
from maillage.residents.requests import Request


@require_http_methods(["GET", "POST"])
@signed_in
def settle(request: Request) -> HttpResponse:
    return render(request, "residents/settle.html")
