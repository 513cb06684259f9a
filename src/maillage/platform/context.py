"""What every template knows of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_address": settings.SITE_ADDRESS,
        "live_address": settings.LIVE_ADDRESS,
        "is_demonstration": settings.IS_DEMONSTRATION,
    }
