"""Address search: the service that the operator chose, and the local table, as one."""

from __future__ import annotations

from math import isfinite

from maillage.territory import addok, communes, local_addresses
from maillage.territory.places import Place

__all__ = ["Place", "communes_ending", "reverse", "search"]

MOST_LETTERS = 200


def search(
    text: str,
    near: tuple[float, float] | None = None,
    limit: int = 8,
    *,
    kind: str = "",
    insee: str = "",
    postcode: str = "",
) -> list[Place]:
    """The places that the words may mean, best first: addresses, streets, hamlets, town halls, communes.

    Accents and typos are forgiven; an unknown house number gives its street. `near` (latitude, longitude) puts close
    places first among equals; `kind`, `insee` and `postcode` filter. When the service fails, the local table answers.
    """
    text = " ".join(text.replace("\x00", " ").split())[:MOST_LETTERS]
    if not text:
        return []
    found: list[Place] = []
    if addok.is_configured():
        try:
            found = addok.search(text, near, limit, kind=kind, insee=insee, postcode=postcode)
        except addok.NoAnswer:
            found = []
    if len(found) < limit:
        found += local_addresses.search(text, near, 50 if kind else limit, insee=insee, postcode=postcode)
    once: dict[tuple[str, str], Place] = {}
    for place in found:
        if not kind or place.kind == kind:
            once.setdefault((place.label.casefold(), place.commune.pk if place.commune else ""), place)
    return list(once.values())[:limit]


def communes_ending(text: str) -> list[Place]:
    """The communes that the end of an address names, where its street is unknown: for who may do without the street."""
    places = [local_addresses.of_commune(commune, 0.0) for commune in communes.ending(text)]
    return [place for place in places if place is not None]


def reverse(lat: float, lon: float) -> Place | None:
    """The address nearest to a point (WGS 84 degrees), or only its commune; None where no commune of France is."""
    if not (isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    if addok.is_configured():
        try:
            found = addok.reverse(lat, lon)
        except addok.NoAnswer:
            found = None
        if found is not None:
            return found
    return local_addresses.reverse(lat, lon)
