"""What search engines read of a structure: schema.org, in JSON-LD."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from maillage.organisations.models import Organisation
from maillage.platform import rendering

TYPES = {
    Organisation.Kind.SHOP: "LocalBusiness",
    Organisation.Kind.ASSOCIATION: "NGO",
    Organisation.Kind.TOWN_HALL: "GovernmentOffice",
    Organisation.Kind.PUBLIC_SERVICE: "GovernmentOffice",
}


def describe(organisation: Organisation) -> dict[str, Any]:
    """What the page says, and nothing else: no member is named."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES[Organisation.Kind(organisation.kind)],
        "name": organisation.name,
        "url": settings.SITE_ADDRESS + organisation.get_absolute_url(),
        "address": _address(organisation),
    }
    if organisation.lat is not None:
        point = {"@type": "GeoCoordinates", "latitude": organisation.lat, "longitude": organisation.lon}
        described |= _place(organisation, point)
    facts = {
        "description": rendering.plain(organisation.about),
        "telephone": organisation.phone,
        "email": organisation.email,
        "sameAs": organisation.website,
    }
    return described | {name: fact for name, fact in facts.items() if fact}


def _address(organisation: Organisation) -> dict[str, str]:
    address = {"@type": "PostalAddress", "addressLocality": organisation.commune.name, "addressCountry": "FR"}
    return address | ({"streetAddress": organisation.address} if organisation.address else {})


def _place(organisation: Organisation, point: dict[str, Any]) -> dict[str, Any]:
    """Hours and a point belong to a place; an association is an organisation that has one."""
    rules = [rule for rule in organisation.opening_hours.split("; ") if rule]
    place: dict[str, Any] = {"geo": point} | ({"openingHours": rules} if rules else {})
    if organisation.kind == Organisation.Kind.ASSOCIATION:
        return {"location": {"@type": "Place", "address": _address(organisation), **place}}
    return place
