"""Addresses of the local table, town halls and communes: a search that needs no network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import cos, hypot, radians

from django.db.models import F, FloatField, Func, QuerySet, Value
from django.db.models.expressions import RawSQL

from maillage.territory import communes
from maillage.territory.importing import STREET_WORDS
from maillage.territory.models import Address, Commune, TownHall
from maillage.territory.places import Place
from maillage.territory.spelling import fold

_LEAST_COMMUNE_LIKENESS = 0.75
_CANDIDATES = 40
_KM_A_DEGREE = 111.2
# Farther than this from any known address, only the commune is said.
_REVERSE_KM = 0.2
_HOUSE = re.compile(r"^\s*(\d{1,5})\s*(bis|ter|quater|[a-d])?\b[\s,]+(?=\S)", re.IGNORECASE)
_POSTCODE = re.compile(r"\b(\d{5}|2[abAB]\d{3})\b")
_TOWN_HALL = re.compile(r"\b(mairie|hotel de ville)\b")


@dataclass(frozen=True)
class Asked:
    """What was typed, taken apart: "8 place Duguesclin 22100 Dinan"."""

    words: str
    housenumber: str
    postcode: str

    @classmethod
    def read(cls, text: str) -> Asked:
        postcode = _POSTCODE.search(text)
        rest = _POSTCODE.sub(" ", text)
        house = _HOUSE.match(rest)
        if house:
            rest = rest[house.end() :]
        number = " ".join(part.lower() for part in house.groups() if part) if house else ""
        return cls(fold(rest), number, postcode[0] if postcode else "")


def search(
    text: str, near: tuple[float, float] | None, limit: int, *, insee: str = "", postcode: str = ""
) -> list[Place]:
    """Places that the words may mean, the likeliest first; the nearest to `near` first among equals."""
    asked = Asked.read(text)
    postcode = postcode or asked.postcode
    found = [*_municipalities(text, asked, limit, insee, postcode), *_town_halls(asked, near, insee, postcode)]
    if asked.words:
        found += _streets(asked, near, insee, postcode)
    found.sort(key=lambda place: (-round(place.score, 1), _km(near, place), -place.score, place.label))
    return found[:limit]


def reverse(lat: float, lon: float) -> Place | None:
    """The nearest known address within 200 m, else the commune, at its own point; None outside known France."""
    commune = communes.containing(lat, lon)
    if commune is None:
        return None
    distance = _distance(lat, lon)
    close = Address.objects.select_related("commune").exclude(kind=Address.Kind.STREET).order_by(distance)[:10]
    # A degree of longitude is shorter than one of latitude: the index's nearest may not be ours.
    ranked = sorted((_km((lat, lon), place), place.label, place) for place in map(of_address, close))
    if ranked and ranked[0][0] <= _REVERSE_KM:
        return ranked[0][2]
    return of_commune(commune, 1.0)


def of_commune(commune: Commune, score: float) -> Place | None:
    """A commune as an answer, at its point; None where that is unknown."""
    if commune.lat is None or commune.lon is None:
        return None
    postcode = commune.postcodes[0] if commune.postcodes else ""
    label = f"{commune.name} ({postcode or commune.department})"
    return Place(
        label, "municipality", commune.lat, commune.lon, commune, name=commune.name, postcode=postcode, score=score
    )


def of_address(address: Address, score: float = 1.0) -> Place:
    """An address as an answer."""
    name = f"{address.housenumber} {address.street}".strip()
    return Place(
        label=address.label,
        kind=address.kind,
        lat=address.lat,
        lon=address.lon,
        commune=address.commune,
        name=name,
        housenumber=address.housenumber,
        street=address.street,
        postcode=address.postcode,
        score=score,
    )


def of_town_hall(hall: TownHall, score: float = 1.0) -> Place | None:
    """A town hall as an answer: everybody knows where it is; None where its point is unknown."""
    if hall.lat is None or hall.lon is None:
        return None
    label = ", ".join(filter(None, [f"Mairie de {hall.commune.name}", hall.address]))
    return Place(label, "poi", hall.lat, hall.lon, hall.commune, name="Mairie", score=score)


def _municipalities(text: str, asked: Asked, limit: int, insee: str, postcode: str) -> list[Place]:
    if asked.housenumber or _TOWN_HALL.search(asked.words):
        return []
    is_street = STREET_WORDS.match(asked.words) is not None  # "rue saint" resembles thousands of communes
    places = []
    for commune in communes.search(text, limit, forgives_typos=not is_street):
        if (insee and commune.pk != insee) or (postcode and postcode not in commune.postcodes):
            continue
        score = _likeness(asked.words, commune)
        place = of_commune(commune, score) if score >= _LEAST_COMMUNE_LIKENESS else None
        if place:
            places.append(place)
    return places


def _likeness(words: str, commune: Commune) -> float:
    if commune.search_name == words:
        return 1.0
    if f" {words}" in f" {commune.search_name}":
        return 0.9
    return SequenceMatcher(None, words, commune.search_name).ratio()


def _town_halls(asked: Asked, near: tuple[float, float] | None, insee: str, postcode: str) -> list[Place]:
    """Everybody knows the place "Mairie de Dinan"; "mairie" alone is that of the commune where one is."""
    if not _TOWN_HALL.search(asked.words):
        return []
    name = re.sub(r"^(de|du|des|d|la|le|l)\b", "", _TOWN_HALL.sub("", asked.words).strip()).strip()
    here = communes.containing(*near) if near and not name and not postcode else None
    found = [here] if here else communes.search(f"{postcode} {name}".strip(), 3)
    chosen = [insee] if insee else [each.pk for each in found]
    halls = TownHall.objects.select_related("commune").filter(commune__in=chosen, lat__isnull=False, lon__isnull=False)
    places = []
    for hall in halls:
        place = of_town_hall(hall, 1.0 if hall.commune.search_name == name else 0.8)
        if place is not None:
            places.append(place)
    return places


def _streets(asked: Asked, near: tuple[float, float] | None, insee: str, postcode: str) -> list[Place]:
    likeness = Func(Value(asked.words), F("search_label"), function="word_similarity", output_field=FloatField())
    streets = Address.objects.exclude(kind=Address.Kind.HOUSENUMBER).select_related("commune")
    if insee:
        streets = streets.filter(commune=insee)
    if postcode:
        streets = streets.filter(postcode=postcode)
    found = (
        streets.filter(search_label__trigram_word_similar=asked.words)
        .annotate(likeness=likeness)
        .order_by("-likeness", *_nearest(near), "pk")[:_CANDIDATES]
    )
    streets_found = [(street, float(street.likeness)) for street in found]
    houses = _houses(asked.housenumber, [street for street, _likeness in streets_found])
    places = []
    for street, score in streets_found:
        house = houses.get((street.commune_id, street.search_label))
        # The commune itself comes before its streets when only it was named, and a house before a street without it.
        weight = 0.7 if asked.words in street.commune.search_name else 1.0
        if asked.housenumber and not house:
            weight *= 0.9
        places.append(of_address(house or street, score * weight))
    return places


def _houses(housenumber: str, streets: list[Address]) -> dict[tuple[str, str], Address]:
    if not housenumber or not streets:
        return {}
    houses: QuerySet[Address] = Address.objects.select_related("commune").filter(
        kind=Address.Kind.HOUSENUMBER,
        commune__in={street.commune_id for street in streets},
        search_label__in={street.search_label for street in streets},
        housenumber__iexact=housenumber,
    )
    return {(house.commune_id, house.search_label): house for house in houses.order_by("-pk")}


def _nearest(near: tuple[float, float] | None) -> list[RawSQL]:
    if near is None:
        return []
    return [_distance(*near)]


def _distance(lat: float, lon: float) -> RawSQL:
    """In degrees, as the index `address_point` orders it."""
    return RawSQL("point(territory_address.lon, territory_address.lat) <-> point(%s, %s)", [lon, lat], FloatField())


def _km(near: tuple[float, float] | None, place: Place) -> float:
    if near is None:
        return 0
    lat, lon = near
    return _KM_A_DEGREE * hypot(place.lat - lat, (place.lon - lon) * cos(radians(lat)))
