"""How often one may try, and when to try again: allauth's counters, in PostgreSQL through the cache."""

from __future__ import annotations

import math

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from maillage.platform import clock

APP = "allauth.account"


def allow(request: HttpRequest, action: str) -> bool:
    """Count one try of an action of ACCOUNT_RATE_LIMITS; False when there were too many."""
    return bool(ratelimit.consume(request, app=APP, action=action))


def wait(request: HttpRequest, action: str, *, app: str = APP) -> int:
    """Seconds before the next try of an action limited by network address or by person, 0 when it may be now."""
    longest = 0.0
    for rate in ratelimit.get_rates(app=app, action=action):
        if rate.per == "key":
            continue
        history = cache.get(ratelimit.get_cache_key(request, app=app, action=action, rate=rate, user=request.user), [])
        if len(history) >= rate.amount:
            longest = max(longest, history[rate.amount - 1] + rate.duration - clock.now().timestamp())
    return math.ceil(longest)


def when(request: HttpRequest, action: str, *, app: str = APP) -> str:
    """When to try again, in words: "dans 12 minutes"."""
    return _words(max(1, wait(request, action, app=app)))


def refuse(request: HttpRequest, action: str, *, app: str = APP) -> HttpResponse:
    """The page that says when to try again."""
    seconds = max(1, wait(request, action, app=app))
    response = render(request, "residents/too_many.html", {"when": _words(seconds)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _words(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    if seconds < 60:
        return ngettext("dans %(number)s seconde", "dans %(number)s secondes", seconds) % {"number": seconds}
    return ngettext("dans %(number)s minute", "dans %(number)s minutes", minutes) % {"number": minutes}
