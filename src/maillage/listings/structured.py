"""What search engines read of a public listing: schema.org, in JSON-LD. Of its author, the first name alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from maillage.listings.cards import first_name
from maillage.listings.models import Listing, ListingPhoto, Mode, PriceUnit
from maillage.platform import rendering

# schema.org writes what is done with a thing as GoodRelations functions.
FUNCTIONS = {
    Mode.SALE: "http://purl.org/goodrelations/v1#Sell",
    Mode.RENTAL: "http://purl.org/goodrelations/v1#LeaseOut",
    Mode.LOAN: "http://purl.org/goodrelations/v1#LeaseOut",
    Mode.SERVICE: "http://purl.org/goodrelations/v1#ProvideService",
}
# UN/CEFACT common codes, which schema.org asks for in unitCode; a week-end has none.
UNITS = {PriceUnit.HOUR: "HUR", PriceUnit.DAY: "DAY", PriceUnit.WEEK: "WEE"}


def block(listing: Listing, photos: list[ListingPhoto]) -> SafeString:
    """The element for the page's head."""
    return rendering.linked_data(describe(listing, photos))


def describe(listing: Listing, photos: list[ListingPhoto]) -> dict[str, Any]:
    """An Offer or a Demand of a Product or a Service."""
    address = settings.SITE_ADDRESS
    is_service = listing.mode == Mode.SERVICE
    item: dict[str, Any] = {
        "@type": "Service" if is_service else "Product",
        "name": listing.title,
        "description": rendering.plain(listing.text),
        "category": listing.leaf.fr,
    }
    if photos:
        item["image"] = [address + photo.large_url for photo in photos]
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Demand" if listing.is_request else "Offer",
        "url": address + listing.get_absolute_url(),
        "itemOffered": item,
        "areaServed": {"@type": "City", "name": listing.commune.name},
        "availabilityStarts": listing.published_at.isoformat(),
        "availabilityEnds": listing.expires_at.isoformat(),
    }
    if function := FUNCTIONS.get(Mode(listing.mode)):
        described["businessFunction"] = function
    if not listing.is_request:
        described["offeredBy"] = {"@type": "Person", "name": first_name(listing.author)}
        described |= _price(listing)
    return described


def _price(listing: Listing) -> dict[str, Any]:
    if listing.mode == Mode.SWAP:
        return {}
    cents = listing.price_cents or 0
    price = {"price": f"{cents // 100}.{cents % 100:02d}", "priceCurrency": "EUR"}
    if not listing.price_unit:
        return price
    unit = PriceUnit(listing.price_unit)
    specification = {"@type": "UnitPriceSpecification", **price, "unitText": unit.value}
    if unit in UNITS:
        specification["unitCode"] = UNITS[unit]
    return price | {"priceSpecification": specification}
