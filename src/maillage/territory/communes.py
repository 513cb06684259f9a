"""Finding communes: by name, by postcode, by point, by neighbourhood."""

from __future__ import annotations

import re
from math import cos, hypot, radians

import shapely
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from maillage.territory.models import Commune, Contour
from maillage.territory.spelling import fold

# Contours are simplified to about 40 m, and stop at the shore: a point this close to one, and in none, belongs to it.
_NEAR_DEGREES = 0.003
_TOUCHING_DEGREES = 0.001
_POSTCODE = re.compile(r"\b(\d{5}|2[abAB]\d{3})\b")
_DIGITS = re.compile(r"\d{2,4}")
_ARRONDISSEMENT = re.compile(r" \d{1,2}(e|er|eme)?( arrondissement)?$")


def search(text: str, limit: int = 10, *, forgives_typos: bool = True) -> list[Commune]:
    """The communes that a name, its beginning, a postcode, an INSEE code, or several of these may mean, best first.

    Case, accents, hyphens and "St" are forgiven, and typos where no commune bears the name. At most two queries.
    """
    code = _POSTCODE.search(text)
    name = _ARRONDISSEMENT.sub("", fold(_POSTCODE.sub(" ", text)))
    communes = Commune.objects.select_related("union")
    if code:
        with_code = communes.filter(postcodes__contains=[code[0]]) | communes.filter(pk=code[0].upper())
        named = list(_named(with_code, name)[:limit]) if name else []
        return named or list(with_code.order_by("-population", "pk")[:limit])
    if _DIGITS.fullmatch(name):
        return list(_with_postcode_starting(communes, name).order_by("-population", "pk")[:limit])
    if not name:
        return []
    found = list(_named(communes, name)[:limit])
    if found or len(name) < 3 or not forgives_typos:
        return found
    resembling = communes.filter(search_name__trigram_similar=name)
    return list(resembling.order_by(TrigramSimilarity("search_name", name).desc(), "-population", "pk")[:limit])


def _named(communes: QuerySet[Commune], name: str) -> QuerySet[Commune]:
    """Those with the name, then those whose name begins so, then those of which a word does; larger ones first."""
    rank = Case(When(search_name=name, then=Value(0)), When(search_name__startswith=name, then=Value(1)), default=2)
    matching = communes.filter(search_name__startswith=name) | communes.filter(search_name__contains=f" {name}")
    return matching.order_by(rank, "-population", "pk")


def _with_postcode_starting(communes: QuerySet[Commune], digits: str) -> QuerySet[Commune]:
    """Among the communes of the department that they name: with few exceptions, those are all."""
    starting = RawSQL(
        "EXISTS (SELECT 1 FROM unnest(postcodes) AS code WHERE code LIKE %s)", [f"{digits}%"], BooleanField()
    )
    there = communes.filter(department__startswith="2" if digits.startswith("20") else digits[:2])
    return there.alias(starting=starting).filter(starting=True)


def ending(text: str, limit: int = 3) -> list[Commune]:
    """The communes that the end of an address names ("3 rue des Lilas, 77810 Thomery"): the longest name, larger first.

    A postcode chooses among them, or names its communes alone. At most two queries.
    """
    code = _POSTCODE.search(text)
    words = fold(_POSTCODE.sub(" ", text)).split()
    communes = Commune.objects.select_related("union").order_by("-population", "pk")
    if code:
        communes = communes.filter(postcodes__contains=[code[0]])
    named = list(communes.filter(search_name__in=[" ".join(words[start:]) for start in range(len(words))]))
    if code and not named:
        return list(communes[:limit])
    longest = max((len(commune.search_name) for commune in named), default=0)
    return [commune for commune in named if len(commune.search_name) == longest][:limit]


def containing(lat: float, lon: float) -> Commune | None:
    """The commune whose contour holds a point (WGS 84 degrees), or passes within about 300 m of it. One query."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    near = boxes_meeting(lon - _NEAR_DEGREES, lat - _NEAR_DEGREES, lon + _NEAR_DEGREES, lat + _NEAR_DEGREES)
    candidates = list(near.select_related("commune__union").order_by("pk"))
    point = shapely.Point(lon, lat)
    distances = [(shapely.distance(shapely.from_wkb(bytes(each.wkb)), point), each) for each in candidates]
    distance, closest = min(distances, key=lambda pair: pair[0], default=(1.0, None))
    return closest.commune if closest is not None and distance <= _NEAR_DEGREES else None


def nearby(commune: Commune, limit: int = 8) -> list[Commune]:
    """The communes that touch this one, the nearest centre first; none where its contour is unknown. Two queries."""
    ours = Contour.objects.filter(pk=commune.pk).first()
    if ours is None:
        return []
    touching = [contour.commune for contour in neighbours(ours)]
    return sorted(touching, key=lambda other: (_degrees_apart(commune, other), other.pk))[:limit]


def neighbours(ours: Contour) -> list[Contour]:
    """The contours that touch one, with their communes. One query."""
    margin = _TOUCHING_DEGREES
    boxes = boxes_meeting(ours.west - margin, ours.south - margin, ours.east + margin, ours.north + margin)
    candidates = list(boxes.exclude(pk=ours.pk).select_related("commune__union").order_by("pk"))
    shape = shapely.from_wkb(bytes(ours.wkb))
    shapely.prepare(shape)
    return [each for each in candidates if shapely.dwithin(shape, shapely.from_wkb(bytes(each.wkb)), margin)]


def boxes_meeting(west: float, south: float, east: float, north: float) -> QuerySet[Contour]:
    """The contours whose box meets this one (degrees): a sieve that the index `contour_box` answers."""
    meets = RawSQL(
        "box(point(west, south), point(east, north)) && box(point(%s, %s), point(%s, %s))",
        [west, south, east, north],
        BooleanField(),
    )
    return Contour.objects.alias(meets=meets).filter(meets=True)


def _degrees_apart(one: Commune, other: Commune) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return 360
    return hypot(one.lat - other.lat, (one.lon - other.lon) * cos(radians(one.lat)))
