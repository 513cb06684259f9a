"""An area that a town draws: read, checked, and turned into the public cells of those who may live in it."""

from __future__ import annotations

import json

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from maillage.territory import cells, contours
from maillage.territory.areas import area_km2
from maillage.townhall.models import Town

MOST_POINTS = 500
MOST_LETTERS = 50_000
# Hands are not exact: what may lie beyond the border.
_TOLERANCE_SHARE = 0.05


class BadArea(ValueError):
    """The drawing cannot be an area of the town, in words for whoever drew it."""


def read(text: str, town: Town) -> BaseGeometry:
    """The polygon of a GeoJSON geometry, inside the town (what passes the border is cut). Raises BadArea."""
    shape = _shape(text)
    if shape.convex_hull.area == 0:
        raise BadArea(_("La zone est plate : placez au moins trois points autour d’un lieu."))
    if not shape.is_valid:
        kind = explain_validity(shape)
        if "Self-intersection" in kind:
            raise BadArea(_("Le trait de la zone se croise. Retirez le dernier point et faites le tour sans revenir."))
        raise BadArea(_("Cette forme n’est pas une zone : placez au moins trois points autour d’un lieu."))
    outline = _outline(town)
    inside = _polygons(shapely.intersection(shape, outline))
    beyond = 1 - float(area_km2(inside)) / float(area_km2(shape))
    if inside.is_empty:
        raise BadArea(_("La zone est hors de votre territoire : aucune de vos communes ne s’y trouve."))
    if beyond > _TOLERANCE_SHARE:
        raise BadArea(_("La zone sort de votre territoire : gardez-la à l’intérieur du contour."))
    return inside


def cells_of(shape: BaseGeometry, town: Town) -> list[int]:
    """The public cells of every home that may be in the area, in ascending order.

    A cell counts as soon as the area touches it: whoever lives inside is reached, and some who live beside.
    """
    found: set[int] = set()
    for commune in town.communes().select_related("contour"):
        part = _polygons(shapely.intersection(shape, contours.shape(commune)))
        if not part.is_empty:
            found.update(cells.public_cells_within(commune, part))
    return sorted(found)


def _shape(text: str) -> BaseGeometry:
    if len(text) > MOST_LETTERS:
        raise BadArea(_("La zone a trop de points : dessinez-la plus simplement."))
    try:
        geometry = json.loads(text)
        is_polygon = isinstance(geometry, dict) and geometry.get("type") in {"Polygon", "MultiPolygon"}
        shape = shapely.force_2d(shapely.from_geojson(text)) if is_polygon else None
    except (ValueError, RecursionError, shapely.GEOSException, TypeError):
        shape = None
    if shape is None:
        raise BadArea(_("La zone ne se lit pas. Dessinez-la de nouveau."))
    bounds = shape.bounds
    if not bounds or not (-180 <= bounds[0] <= bounds[2] <= 180 and -90 <= bounds[1] <= bounds[3] <= 90):
        raise BadArea(_("La zone est vide, ou hors de la Terre. Dessinez-la de nouveau."))
    if shapely.get_num_coordinates(shape) > MOST_POINTS:
        raise BadArea(_("La zone a trop de points : dessinez-la plus simplement."))
    return shape


def _polygons(shape: BaseGeometry) -> shapely.MultiPolygon:
    """The parts that have a surface: an intersection may also leave lines and points."""
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)])


def _outline(town: Town) -> BaseGeometry:
    shapes = []
    for commune in town.communes().select_related("contour"):
        try:
            shapes.append(contours.shape(commune))
        except contours.NoContour:
            continue
    if not shapes:
        raise BadArea(_("Le contour de votre territoire n’est pas connu : choisissez plutôt toute la commune."))
    return shapely.union_all(shapes)
