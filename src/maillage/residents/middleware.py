"""Who is acting: `request.resident`, or None for a visitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

from maillage.platform import clock, months
from maillage.residents import second_factor, sessions
from maillage.residents.access import Who, rule_of
from maillage.residents.models import Resident


class ActingResident:
    """Names who acts, notes the month they came and their device, and holds roles to their second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = get_user(request)  # not the lazy `request.user`, each of whose attributes costs a detour
        resident = user if isinstance(user, Resident) else None
        request.resident = resident  # type: ignore[attr-defined]
        if resident is not None:
            _note_the_month(resident)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        resident: Resident | None = request.resident  # type: ignore[attr-defined]
        rule = rule_of(view)
        if resident is None or (rule and rule.who == Who.PUBLIC):  # a public page sets no cookie
            return None
        sessions.note(request)
        if rule and rule.before_second_factor:
            return None
        step = second_factor.missing_step(request, resident)
        if step is None:
            return None
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", resolve_url(step))


def _note_the_month(resident: Resident) -> None:
    """At most one write a month; the month is never shown (TRUST.md 9). Who comes back has no warning behind them."""
    month = months.first_day(clock.today())
    if resident.last_active_on != month:
        Resident.objects.filter(pk=resident.pk).update(last_active_on=month, warnings_sent=0, warned_on=None)
        resident.last_active_on = month
