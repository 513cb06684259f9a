"""How many requests an address may make: a fixed window of a minute, counted in the database."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from maillage.api.models import Usage
from maillage.platform import clock

WINDOW = timedelta(minutes=1)
# Two a second, for as long as one likes: a page of 100 listings each time reads a whole town in a minute.
REQUESTS_A_WINDOW = 120
KEPT = timedelta(hours=1)
# An IPv6 subscriber owns at least a /64 (RIPE-690): limiting a single address of it would limit nothing.
IPV6_SUBSCRIBER = 64

# One statement, so that requests made together are all counted.
TAKE = """
    INSERT INTO api_usage (address_digest, window_starts_at, used) VALUES (%s, %s, 1)
    ON CONFLICT (address_digest) DO UPDATE
       SET used = CASE WHEN api_usage.window_starts_at = EXCLUDED.window_starts_at THEN api_usage.used + 1 ELSE 1 END,
           window_starts_at = EXCLUDED.window_starts_at
    RETURNING used
"""


@dataclass(frozen=True)
class Allowance:
    """What an address has left until its window ends."""

    used: int
    resets_in_s: int

    @property
    def is_spent(self) -> bool:
        return self.used > REQUESTS_A_WINDOW

    @property
    def remaining(self) -> int:
        return max(0, REQUESTS_A_WINDOW - self.used)

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers-10 writes them."""
        return {
            "RateLimit-Policy": f'"address";q={REQUESTS_A_WINDOW};w={round(WINDOW.total_seconds())}',
            "RateLimit": f'"address";r={self.remaining};t={self.resets_in_s}',
        }


def take(request: HttpRequest) -> Allowance:
    """Count this request against the allowance of its address. One query."""
    moment = clock.now()
    starts_at = datetime.fromtimestamp(
        moment.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), moment.tzinfo
    )
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [_digest(_address(request)), starts_at])
        (used,) = cursor.fetchone()
    return Allowance(used, ceil((starts_at + WINDOW - moment).total_seconds()))


def forget() -> int:
    """Delete what was counted more than an hour ago. Answers how many addresses."""
    return Usage.objects.filter(window_starts_at__lt=clock.now() - KEPT).delete()[0]


def _address(request: HttpRequest) -> str:
    """The client's network, by the same rule about proxies as for signing in (ALLAUTH_TRUSTED_PROXY_COUNT)."""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return "unknown"  # those whom the server cannot tell apart share one allowance
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_SUBSCRIBER), strict=False))
    return str(address)


def _digest(address: str) -> str:
    return salted_hmac("maillage.api.limits", address, algorithm="sha256").hexdigest()
