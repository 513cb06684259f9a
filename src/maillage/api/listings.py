"""Listings that are public on the web, through the queries and the access of the pages, as a visitor."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from maillage.api import saying, schemas
from maillage.api.communes import named
from maillage.api.parameters import (
    INSEE_LENGTH,
    InseePath,
    ListingPath,
    ListingQuery,
    NearbyQuery,
    cursor_of,
    read_cursor,
    unknown_place,
)
from maillage.listings import access, browsing, categories
from maillage.listings.browsing import Sieve
from maillage.listings.models import Intent, Listing, ListingPhoto, Mode
from maillage.listings.queries import Viewpoint
from maillage.territory import cells
from maillage.territory.horizons import Horizon
from maillage.territory.models import Commune, TownHall

VISITOR = Viewpoint()

router = Router(tags=[_("Annonces")])


@router.get(
    "/communes/{insee}/listings",
    url_name="commune-listings",
    operation_id="communeListings",
    response=schemas.ListingPage,
    summary=_("Lire les annonces d’une commune"),
    description=_("Les annonces publiques en ligne d’une commune, les plus récentes d’abord."),
)
def commune_listings(request: HttpRequest, insee: InseePath, query: Query[ListingQuery]) -> schemas.ListingPage:
    place = named(insee)
    page = _page(_sieve(query, commune=place.pk), query)
    return schemas.ListingPage(
        items=[saying.listing(each) for each in page.listings],
        next=_next(page, "commune-listings", place.pk, query=query),
    )


@router.get(
    "/listings",
    url_name="listings",
    operation_id="listings",
    response=schemas.NearbyListingPage,
    summary=_("Lire les annonces autour d’un lieu"),
    description=_(
        "Les annonces publiques en ligne dans l’horizon d’une commune (autour de sa mairie) ou d’une cellule."
        " Jamais autour de coordonnées : une distance se mesure de cellule à cellule."
    ),
)
def listings_near(request: HttpRequest, query: Query[NearbyQuery]) -> schemas.NearbyListingPage:
    horizon = Horizon(_origin(query.near), query.step)
    page = _page(_sieve(query, horizon=horizon, nearest_first=query.order == "nearest"), query)
    return schemas.NearbyListingPage(
        items=[saying.nearby_listing(each, _distance_m(horizon, each)) for each in page.listings],
        next=_next(page, "listings", query=query),
    )


@router.get(
    "/listings/{listing_id}",
    url_name="listing",
    operation_id="listing",
    response=schemas.Listing,
    summary=_("Lire une annonce"),
    description=_("Une annonce publique, tant que sa page se lit : aussi promise, conclue ou expirée."),
)
def listing(request: HttpRequest, listing_id: ListingPath) -> schemas.Listing:
    return saying.listing(access.listing(None, listing_id))


@router.get(
    "/categories",
    url_name="categories",
    operation_id="categories",
    response=schemas.Categories,
    summary=_("Lire les catégories"),
    description=_("Les familles et leurs catégories, avec leurs noms dans votre langue."),
)
def category_tree(request: HttpRequest) -> schemas.Categories:
    return schemas.Categories(
        items=[
            schemas.Branch(
                slug=branch.slug,
                label=branch.label,
                leaves=[schemas.CategoryName(slug=leaf.slug, label=leaf.label) for leaf in branch.leaves],
            )
            for branch in categories.branches()
        ]
    )


def _origin(near: str) -> int:
    """The cell that is meant: itself, or the one of a commune's town hall (of its middle where that is unknown)."""
    if len(near) != INSEE_LENGTH:
        number = int(near, 16)
        if not cells.is_cell(number):
            raise unknown_place()
        return number
    town_hall = TownHall.objects.filter(commune=near, lat__isnull=False, lon__isnull=False).first()
    place = town_hall or Commune.objects.filter(pk=near).first()
    if place is None or place.lat is None or place.lon is None:
        raise unknown_place()
    return cells.finest_cell(place.lat, place.lon)


def _sieve(query: ListingQuery, **where: Any) -> Sieve:
    return Sieve(
        words=query.q or "",
        modes=(Mode(query.mode),) if query.mode else (),
        intent=Intent(query.intent) if query.intent else None,
        leaves=categories.within(query.category) if query.category else (),
        **where,
    )


def _page(sieve: Sieve, query: ListingQuery) -> browsing.Page:
    """A page with its photos: two queries, three where words are searched."""
    after = read_cursor(query.after, by_nearness=sieve.nearest_first) if query.after else ""
    page = browsing.page(VISITOR, sieve, after, query.limit)
    prefetch_related_objects(page.listings, Prefetch("photos", ListingPhoto.objects.select_related("photo")))
    return page


def _next(page: browsing.Page, name: str, *arguments: str, query: ListingQuery) -> str | None:
    if page.next is None:
        return None
    asked = query.model_dump(exclude_defaults=True)
    return saying.to(name, *arguments, query=asked | {"after": cursor_of(page.next)})


def _distance_m(horizon: Horizon, found: Listing) -> int:
    """By the cells that `nearest` sorts by."""
    return cells.distance_m(horizon.origin, getattr(found, horizon.field))
