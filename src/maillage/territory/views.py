"""Address search as forms use it while one types, in addok's GeoJSON. Never a home's address: only what is asked."""

from __future__ import annotations

from math import isfinite
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.territory import addok, addresses
from maillage.territory.places import Place

MOST_ANSWERS = 20
LEAST_LETTERS = 2
KINDS = addok.KINDS | {"poi"}


class BadQuestion(Exception):
    """A parameter that cannot be understood, in words for whoever wrote it."""


@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """`?q=` and optionally limit, lat and lon, type, citycode, postcode."""
    try:
        text = request.GET.get("q", "").strip()
        if not LEAST_LETTERS <= len(text) <= addresses.MOST_LETTERS:
            raise BadQuestion(_("« q » doit avoir de 2 à 200 caractères."))
        kind = request.GET.get("type", "")
        if kind and kind not in KINDS:
            raise BadQuestion(_("« type » doit être l’un de : %s.") % ", ".join(sorted(KINDS)))
        found = addresses.search(
            text,
            _point(request, is_needed=False),
            _limit(request),
            kind=kind,
            insee=_code(request, "citycode"),
            postcode=_code(request, "postcode"),
        )
    except BadQuestion as error:
        return _refusal(error)
    return _collection(found, query=text)


@require_safe
def reverse(request: HttpRequest) -> JsonResponse:
    """`?lat=&lon=`: the nearest address, or its commune."""
    try:
        point = _point(request, is_needed=True)
    except BadQuestion as error:
        return _refusal(error)
    found = addresses.reverse(*point) if point else None
    return _collection([found] if found else [])


def _point(request: HttpRequest, *, is_needed: bool) -> tuple[float, float] | None:
    lat, lon = request.GET.get("lat", ""), request.GET.get("lon", "")
    if not lat and not lon and not is_needed:
        return None
    try:
        point = float(lat), float(lon)
    except ValueError:
        raise BadQuestion(_("« lat » et « lon » doivent être des degrés, comme 48.45 et -2.05.")) from None
    if not all(isfinite(each) for each in point) or abs(point[0]) > 90 or abs(point[1]) > 180:
        raise BadQuestion(_("« lat » va de -90 à 90 et « lon » de -180 à 180."))
    return point


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", "5")
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_ANSWERS):
        raise BadQuestion(_("« limit » va de 1 à %s.") % MOST_ANSWERS)
    return int(text)


def _code(request: HttpRequest, name: str) -> str:
    code = request.GET.get(name, "").upper()
    if code and not (len(code) == 5 and code.isascii() and code.isalnum()):
        raise BadQuestion(_("« %s » doit avoir cinq caractères.") % name)
    return code


def _collection(places: list[Place], **more: Any) -> JsonResponse:
    features = [_feature(place) for place in places]
    content = {"type": "FeatureCollection", "version": "draft", "features": features, **more}
    return JsonResponse(content, content_type="application/geo+json")


def _feature(place: Place) -> dict[str, Any]:
    commune = place.commune
    properties = {
        "label": place.label,
        "score": round(min(place.score, 1), 3),
        "name": place.name or place.label,
        "housenumber": place.housenumber,
        "street": place.street,
        "postcode": place.postcode,
        "citycode": commune.pk if commune else "",
        "city": commune.name if commune else "",
        "context": ", ".join([commune.department, commune.department_name, commune.region_name]) if commune else "",
        "type": place.kind,
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {name: value for name, value in properties.items() if value != ""},
    }


def _refusal(error: BadQuestion) -> JsonResponse:
    return JsonResponse({"code": 400, "message": str(error), "detail": [str(error)]}, status=400)
