"""The quarters of a commune, as its town hall draws them. A commune without any is one quarter, itself."""

from __future__ import annotations

import json
import math
from itertools import combinations
from typing import Any

import shapely
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from maillage.platform import wording
from maillage.territory import changes, contours, grounds
from maillage.territory.areas import area_km2
from maillage.territory.models import Commune, Quarter
from maillage.territory.spelling import fold

MOST_QUARTERS = 300
NAME_LENGTH = 100
# Town halls draw on other maps than our simplified contours: what they may pass a border, or each other, by.
_TOLERANCE_SHARE = 0.03


class BadQuarters(Exception):
    """The file cannot be the quarters of the commune: `sentences` says all that is wrong, for whoever drew it."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def containing(commune: Commune, lat: float, lon: float) -> Quarter | None:
    """The quarter of a public place of the commune. One query. Of a home, ask `of_cell` instead."""
    point = shapely.Point(lon, lat)
    for quarter in commune.quarters.order_by("name"):
        if shapely.covers(shapely.from_wkb(bytes(quarter.wkb)), point):
            return quarter
    return None


def of_cell(commune: Commune, cell: int) -> Quarter | None:
    """The quarter to say of those who live in a public cell: the one that covers most of it. One query.

    It depends on the cell only: the true quarter of a home would tell on which side of a border inside the cell it is.
    """
    hexagon = grounds.polygon(cell)
    shares = [
        (float(area_km2(shapely.intersection(hexagon, shapely.from_wkb(bytes(quarter.wkb))))), quarter)
        for quarter in commune.quarters.order_by("name")
    ]
    share, largest = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return largest if share > 0 else None


@transaction.atomic
def import_quarters(commune: Commune, content: bytes) -> list[Quarter]:
    """Make the polygons of a GeoJSON FeatureCollection the quarters of the commune; one of the same name stays itself.

    Each feature has a property `name` (or `nom`). Raises BadQuarters, and then nothing changed.
    """
    named = _read(content)
    _check(commune, named)
    commune.quarters.exclude(name__in=list(named)).delete()
    for name, shape in named.items():
        commune.quarters.update_or_create(name=name, defaults={"wkb": shapely.to_wkb(shape)})
    changes.follow()
    return list(commune.quarters.order_by("name"))


def _read(content: bytes) -> dict[str, BaseGeometry]:
    try:
        collection = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadQuarters(
            _("Ce fichier n’est pas codé en UTF-8. Exportez les quartiers en GeoJSON, en UTF-8.")
        ) from None
    except (ValueError, RecursionError):
        raise BadQuarters(_("Ce fichier n’est pas du JSON. Exportez les quartiers en GeoJSON.")) from None
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise BadQuarters(_("Ce fichier n’est pas une FeatureCollection GeoJSON."))
    _check_projection(collection.get("crs"))
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise BadQuarters(_("Ce fichier ne contient aucun quartier."))
    if len(features) > MOST_QUARTERS:
        raise BadQuarters(_("Ce fichier contient plus de %(most)s quartiers.") % {"most": MOST_QUARTERS})
    wrong: list[str] = []
    pairs: list[tuple[str, BaseGeometry]] = []
    for number, feature in enumerate(features, start=1):
        try:
            pairs.append(_feature(number, feature))
        except BadQuarters as error:
            wrong.extend(error.sentences)
    spelled: dict[str, list[str]] = {}
    for name, _shape in pairs:
        spelled.setdefault(fold(name), []).append(name)
    wrong += [
        _("Deux quartiers s’appellent « %(name)s ».") % {"name": first} for first, *more in spelled.values() if more
    ]
    if wrong:
        raise BadQuarters(*wrong)
    return dict(pairs)


def _check_projection(crs: Any) -> None:
    """GeoJSON is in WGS 84 degrees (RFC 7946); its older form could say otherwise."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else str(crs)
    if not name.upper().endswith(("CRS84", "EPSG::4326", "EPSG:4326")):
        raise BadQuarters(
            _("Les coordonnées sont en « %(crs)s ». Exportez en WGS 84 (EPSG:4326).") % {"crs": name[:80]}
        )


def _feature(number: int, feature: Any) -> tuple[str, BaseGeometry]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = _name(properties.get("name") or properties.get("nom"))
    said = {"number": number, "name": name or "?"}
    if not name:
        raise BadQuarters(_("Le quartier n° %(number)s n’a pas de nom (propriété « name »).") % said)
    if len(name) > NAME_LENGTH:
        raise BadQuarters(_("Le nom du quartier n° %(number)s dépasse 100 caractères.") % said)
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadQuarters(_("« %(name)s » n’est pas un polygone.") % said)
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.GEOSException, ValueError, TypeError):
        raise BadQuarters(_("Le polygone de « %(name)s » ne se lit pas.") % said) from None
    bounds = shape.bounds
    if not bounds or not all(math.isfinite(each) for each in bounds):
        raise BadQuarters(_("Le polygone de « %(name)s » est vide.") % said)
    if not (bounds[0] >= -180 and bounds[2] <= 180 and bounds[1] >= -90 and bounds[3] <= 90):
        raise BadQuarters(
            _("Les coordonnées de « %(name)s » ne sont pas des degrés. Exportez en WGS 84 (EPSG:4326).") % said
        )
    if not shape.is_valid:
        raise BadQuarters(
            _("Le contour de « %(name)s » n’est pas valable : %(where)s (longitude, latitude).")
            % {**said, "where": _in_words(explain_validity(shape))}
        )
    return name, shape


def _name(value: Any) -> str:
    """A text or a number ("Secteur 3" or 3), on one line; JSON also writes NUL and halves of characters."""
    text = str(value) if isinstance(value, str | int | float) else ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _in_words(reason: str) -> str:
    """GEOS says "Self-intersection[-2.04 48.45]"."""
    kind, _bracket, where = reason.partition("[")
    words = _("il se croise") if "Self-intersection" in kind else _("sa forme est impossible")
    return _("%(words)s en %(where)s") % {"words": words, "where": where.rstrip("]") or "?"}


def _check(commune: Commune, named: dict[str, BaseGeometry]) -> None:
    wrong = []
    try:
        outline = contours.shape(commune)
    except contours.NoContour:
        raise BadQuarters(
            _("Le contour %(of_commune)s n’est pas connu.") % {"of_commune": wording.of_place(commune.name)}
        ) from None
    areas = {name: float(area_km2(shape)) for name, shape in named.items()}
    for name, shape in named.items():
        if float(area_km2(shapely.difference(shape, outline))) > _TOLERANCE_SHARE * areas[name]:
            sentence = _("« %(name)s » sort de la commune %(of_commune)s.")
            wrong.append(sentence % {"name": name, "of_commune": wording.of_place(commune.name)})
    for (one, its), (other, others) in combinations(named.items(), 2):
        shared = float(area_km2(shapely.intersection(its, others)))
        if shared > _TOLERANCE_SHARE * min(areas[one], areas[other]):
            sentence = _("« %(one)s » et « %(other)s » se recouvrent.")
            wrong.append(sentence % {"one": one, "other": other})
    if wrong:
        raise BadQuarters(*wrong)
