"""From what the house holds to what the API says: links, places, listings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import h3.api.basic_int as h3
import shapely
from django.conf import settings
from django.urls import reverse

from maillage.api import schemas
from maillage.listings import categories
from maillage.listings.models import Listing, ListingPhoto
from maillage.portal.addresses import commune_address
from maillage.portal.crowd import Crowd
from maillage.territory import cells
from maillage.territory.models import Commune, Contour, TownHall


def link(path: str, query: Mapping[str, object] | None = None) -> str:
    """An absolute address, on the site's own and never on the one that was asked (TRUST.md 18)."""
    return settings.SITE_ADDRESS + path + (f"?{urlencode(query)}" if query else "")


def to(name: str, *arguments: object, query: Mapping[str, object] | None = None) -> str:
    """The absolute address of an operation."""
    return link(reverse(f"api:{name}", args=arguments), query)


def point(lat: float, lon: float) -> schemas.Point:
    return schemas.Point(coordinates=(lon, lat))


def cell(number: int) -> schemas.Cell:
    ring = [(lon, lat) for lon, lat in cells.boundary(number)]
    return schemas.Cell(
        id=f"{number:x}",
        resolution=h3.get_resolution(number),
        centre=point(*cells.centre(number)),
        boundary=schemas.Polygon(coordinates=[ring]),
    )


def commune(found: Commune) -> schemas.Commune:
    return schemas.Commune(**_commune(found))


def commune_detail(
    found: Commune, contour: Contour | None, town_hall: TownHall | None, neighbours: Crowd
) -> schemas.CommuneDetail:
    union = found.union
    return schemas.CommuneDetail(
        **_commune(found),
        union=schemas.Union(siren=union.siren, name=union.name) if union else None,
        town_hall=_town_hall(town_hall) if town_hall else None,
        area_km2=found.area_km2,
        contour=_contour(contour) if contour else None,
        neighbours_over=neighbours.at_least,
        listings=to("commune-listings", found.pk),
    )


def _commune(found: Commune) -> dict[str, Any]:
    return {
        "insee": found.insee,
        "name": found.name,
        "department": found.department,
        "department_name": found.department_name,
        "region_name": found.region_name,
        "postcodes": found.postcodes,
        "population": found.population,
        "url": link(commune_address(found)),
        "self": to("commune", found.pk),
    }


def _town_hall(found: TownHall) -> schemas.TownHall:
    return schemas.TownHall(
        name=found.name,
        address=found.address,
        website=found.website,
        opening_hours=found.opening_hours,
        point=point(found.lat, found.lon) if found.lat is not None and found.lon is not None else None,
    )


def _contour(found: Contour) -> schemas.Polygon | schemas.MultiPolygon:
    geometry = json.loads(shapely.to_geojson(shapely.from_wkb(bytes(found.wkb))))
    kind = schemas.Polygon if geometry["type"] == "Polygon" else schemas.MultiPolygon
    return kind(coordinates=geometry["coordinates"])


def listing(found: Listing) -> schemas.Listing:
    """A listing that a visitor may see, obtained with its commune; its photos cost a query unless they came with it."""
    return schemas.Listing(**_listing(found))


def nearby_listing(found: Listing, distance_m: int) -> schemas.NearbyListing:
    return schemas.NearbyListing(**_listing(found), distance_m=distance_m)


def _listing(found: Listing) -> dict[str, Any]:
    return {
        "id": found.id,
        "url": link(found.get_absolute_url()),
        "self": to("listing", found.pk),
        "intent": found.intent,
        "mode": found.mode,
        "other_modes": found.other_modes,
        "category": _category(found.category),
        "title": found.title,
        "text": found.text,
        "price": _price(found),
        "in_return": found.in_return,
        "deposit": found.deposit,
        "wanted_on": found.wanted_on,
        "state": found.state,
        "published_at": found.published_at,
        "expires_at": found.expires_at,
        "commune": schemas.CommuneName(insee=found.commune.insee, name=found.commune.name),
        "cell": cell(found.point_cell),
        "public_place": _public_place(found),
        "photos": [_photo(each) for each in found.photos.all()],
    }


def _price(found: Listing) -> schemas.Price | None:
    if not found.price_cents:
        return None
    return schemas.Price.model_validate({"cents": found.price_cents, "unit": found.price_unit or None})


def _category(slug: str) -> schemas.CategoryName:
    """A slug that has left the tree since stands for itself."""
    try:
        return schemas.CategoryName(slug=slug, label=categories.leaf(slug).label)
    except categories.UnknownCategory:
        return schemas.CategoryName(slug=slug, label=slug)


def _public_place(found: Listing) -> schemas.PublicPlace | None:
    if not found.is_at_public_place or found.place_lat is None or found.place_lon is None:
        return None
    return schemas.PublicPlace(name=found.place_name, point=point(found.place_lat, found.place_lon))


def _photo(found: ListingPhoto) -> schemas.Photo:
    return schemas.Photo(description=found.photo.description, small=link(found.small_url), large=link(found.large_url))
