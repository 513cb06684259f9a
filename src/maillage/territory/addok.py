"""A client of the national geocoder's dialect: `/search` and `/reverse`, GeoJSON answers.

The dialect is addok's (https://addok.readthedocs.io/en/latest/api/), as the national service and a town's own server
speak it.
"""

from __future__ import annotations

import json
import logging
import math
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from maillage.platform import fetcher
from maillage.territory.models import Commune
from maillage.territory.places import Place

KINDS = frozenset({"housenumber", "street", "locality", "municipality"})
_TIMEOUT_S = 3.0
_MOST_BYTES = 500_000
# More would never be shown.
_MOST_FEATURES = 50
_LONGEST_TEXT = 300
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")

logger = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The service is absent, slow or does not speak the dialect; the local table answers instead."""


def is_configured() -> bool:
    """Whether the operator chose a service (settings.ADDRESS_SERVICE)."""
    return bool(settings.ADDRESS_SERVICE)


def search(
    text: str, near: tuple[float, float] | None, limit: int, *, kind: str = "", insee: str = "", postcode: str = ""
) -> list[Place]:
    """The service's answers, in its order. Raises NoAnswer."""
    asked: dict[str, str | int | float] = {"q": text[:200], "limit": limit}
    if near:
        asked |= {"lat": near[0], "lon": near[1]}
    filters = {"type": kind if kind in KINDS else "", "citycode": insee, "postcode": postcode}
    return _ask("search", asked | {name: value for name, value in filters.items() if value})


def reverse(lat: float, lon: float) -> Place | None:
    """The service's address nearest to a point. Raises NoAnswer."""
    return next(iter(_ask("reverse", {"lat": lat, "lon": lon})), None)


def _ask(path: str, asked: dict[str, str | int | float]) -> list[Place]:
    service = settings.ADDRESS_SERVICE.rstrip("/")
    host = urlsplit(service).hostname or ""
    try:
        answer = fetcher.get(
            f"{service}/{path}", params=asked, timeout=_TIMEOUT_S, max_bytes=_MOST_BYTES, allow_hosts=[host]
        )
    except fetcher.Unreachable as error:
        logger.warning("address service: %s", error)  # never what was asked: it may be a home
        raise NoAnswer from error
    if answer.status != 200:
        logger.warning("address service: %s answers %s", host, answer.status)
        raise NoAnswer
    try:
        features = json.loads(answer.content)["features"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        logger.warning("address service: %s does not answer GeoJSON", host)
        raise NoAnswer from error
    if not isinstance(features, list):
        raise NoAnswer
    return _places(features[:_MOST_FEATURES])


def _places(features: list[Any]) -> list[Place]:
    """Those that can be read, in a commune that we know; the others are left out."""
    read = [place for place in map(_place, features) if place is not None]
    communes = Commune.objects.select_related("union").in_bulk({insee for insee, _fields in read})
    return [Place(commune=communes[insee], **fields) for insee, fields in read if insee in communes]


def _place(feature: Any) -> tuple[str, dict[str, Any]] | None:
    try:
        properties = feature["properties"]
        lon, lat = (float(number) for number in feature["geometry"]["coordinates"][:2])
        label, kind, insee = properties["label"], properties["type"], properties["citycode"]
        score = float(properties.get("score", 0))
    except (TypeError, KeyError, ValueError, OverflowError):
        return None
    is_sound = math.isfinite(score) and -90 <= lat <= 90 and -180 <= lon <= 180
    if not is_sound or not all(_is_text(text) for text in (label, kind, insee)) or kind not in KINDS:
        return None
    said = {name: properties.get(name) for name in ("name", "housenumber", "street", "postcode")}
    words = {name: text[:200] if _is_text(text) else "" for name, text in said.items()}
    return insee, {"label": label, "kind": kind, "lat": lat, "lon": lon, "score": score, **words}


def _is_text(value: Any) -> bool:
    """Whether it is text that the database and a page can hold: JSON also writes NUL and halves of characters."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_TEXT and not _UNHOLDABLE.search(value)
