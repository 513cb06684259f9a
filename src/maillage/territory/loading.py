"""Loads France from the package data: unions, communes, contours, town halls, and a few addresses to try with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.db import IntegrityError, connection, models, transaction

from maillage.platform import clock
from maillage.territory import changes, grounds, importing, packing
from maillage.territory.areas import area_km2
from maillage.territory.copying import copy_over
from maillage.territory.models import Commune, Contour, Loaded, TownHall, Union
from maillage.territory.spelling import fold

Progress = Callable[[str], None]

# Raise it when the same files give other rows (another folding of names, another rule for cells…).
_RULES = 1
_FILES = (packing.COMMUNES, packing.TOWN_HALLS, packing.CONTOURS, packing.ADDRESSES)


@dataclass
class Facts:
    """Rows of each table, as tuples in the order of `_COLUMNS`."""

    unions: list[tuple[Any, ...]] = field(default_factory=list)
    communes: list[tuple[Any, ...]] = field(default_factory=list)
    contours: list[tuple[Any, ...]] = field(default_factory=list)
    town_halls: list[tuple[Any, ...]] = field(default_factory=list)


_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Union: ("siren", "name"),
    Commune: (
        "insee", "name", "search_name", "department", "department_name", "region_name", "union_id", "population",
        "postcodes", "siren", "lat", "lon", "area_km2", "public_resolution",
    ),
    Contour: ("commune_id", "wkb", "west", "south", "east", "north"),
    TownHall: ("commune_id", "name", "address", "website", "opening_hours", "lat", "lon"),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a load did: rows added or changed, and communes that left the national list but are still in use here."""

    changed: int
    kept: tuple[str, ...] = ()


def is_loaded() -> bool:
    """Whether the tables hold the package data as it is now."""
    return Loaded.objects.filter(name="france", digest=_digest()).exists()


def load(progress: Progress = lambda words: None, *, again: bool = False) -> Outcome:
    """Make the tables hold the package data, all or nothing; `progress` is told each step in words.

    Loading the same data a second time changes nothing, and reads nothing either unless `again`. Newer data replaces
    the older: a commune that left the list goes, unless something here still refers to it.
    """
    if not again and is_loaded():
        return Outcome(0)
    progress("Reading 34,969 communes and their contours")
    facts = read()
    with transaction.atomic():
        # One load at a time: a second one waits, and then changes nothing.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('maillage.territory.loading'))")
        progress("Writing communes, contours and town halls")
        changed = store(facts)
        kept = _remove_others(facts)
        progress("Writing addresses")
        changed += importing.import_addresses(packing.ADDRESSES).changed
        changes.follow()
        Loaded.objects.update_or_create(name="france", defaults={"digest": _digest(), "loaded_at": clock.now()})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_commune, territory_contour, territory_townhall, territory_address")
    return Outcome(changed, kept)


def read(codes: Collection[str] | None = None) -> Facts:
    """The rows that the package data gives, of all communes or of those with the INSEE codes given."""
    insees, shapes = packing.read_contours()
    if codes is not None:
        chosen = [number for number, insee in enumerate(insees) if insee in codes]
        insees, shapes = [insees[number] for number in chosen], shapes[chosen]
    areas = dict(zip(insees, (float(area) for area in area_km2(shapes)), strict=True))
    facts = Facts(contours=_contours(insees, shapes))
    town_halls = [row for row in packing.read_town_halls() if codes is None or row["insee"] in codes]
    points = {row["insee"]: (_degrees(row["lat"]), _degrees(row["lon"])) for row in town_halls}
    unions: dict[str, str] = {}
    for row in packing.read_communes():
        if codes is not None and row["insee"] not in codes:
            continue
        if row["epci"]:
            unions[row["epci"]] = row["epci_name"]
        facts.communes.append(_commune(row, areas.get(row["insee"]), points.get(row["insee"], (None, None))))
    facts.unions = sorted(unions.items())
    known = {row[0] for row in facts.communes}
    facts.town_halls = [_town_hall(row) for row in town_halls if row["insee"] in known]
    return facts


def store(facts: Facts) -> int:
    """Write rows through COPY, replacing those of the same key; the number of rows added or changed."""
    return (
        _put(Union, facts.unions)
        + _put(Commune, facts.communes)
        + _put(Contour, facts.contours)
        + _put(TownHall, facts.town_halls)
    )


def _commune(row: dict[str, str], area: float | None, town_hall: tuple[float | None, float | None]) -> tuple[Any, ...]:
    population = int(row["population"] or 0)
    lat, lon = _degrees(row["lat"]), _degrees(row["lon"])
    if lat is None or lon is None:
        lat, lon = town_hall
    resolution = None
    if lat is not None and lon is not None:
        resolution = grounds.resolution(population, area, lat, lon) if area else grounds.SMALL_COMMUNE_RESOLUTION
    return (
        row["insee"], row["name"], fold(row["name"]), row["department"], row["department_name"], row["region_name"],
        row["epci"] or None, population, row["postcodes"].split(), row["siren"], lat, lon, area, resolution,
    )  # fmt: skip


def _contours(insees: Sequence[str], shapes: Any) -> list[tuple[Any, ...]]:
    boxes = shapely.bounds(shapes).tolist()
    return [(insee, wkb, *box) for insee, wkb, box in zip(insees, shapely.to_wkb(shapes), boxes, strict=True)]


def _town_hall(row: dict[str, str]) -> tuple[Any, ...]:
    return (
        row["insee"], row["name"], row["address"], row["website"], row["opening_hours"],
        _degrees(row["lat"]), _degrees(row["lon"]),
    )  # fmt: skip


def _degrees(text: str) -> float | None:
    return float(text) if text else None


def _put(model: type[models.Model], rows: Iterable[tuple[Any, ...]]) -> int:
    columns = _COLUMNS[model]
    return copy_over(model._meta.db_table, columns, columns[0], rows)


def _remove_others(facts: Facts) -> tuple[str, ...]:
    """Delete what the data no longer has; the INSEE codes of the communes that are still referred to, and stay."""
    current = [row[0] for row in facts.communes]
    gone = sorted(Commune.objects.exclude(pk__in=current).values_list("pk", flat=True))
    kept = tuple(insee for insee in gone if not _remove(insee))
    Contour.objects.exclude(commune__in=[row[0] for row in facts.contours]).exclude(commune__in=kept).delete()
    TownHall.objects.exclude(commune__in=[row[0] for row in facts.town_halls]).exclude(commune__in=kept).delete()
    Union.objects.filter(communes__isnull=True).delete()
    return kept


def _remove(insee: str) -> bool:
    """Delete a commune and the facts that came with it, unless a row of the people refers to it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in ("contour", "townhall", "address", "commune"):
                column = "insee" if table == "commune" else "commune_id"
                cursor.execute(f"DELETE FROM territory_{table} WHERE {column} = %s", [insee])  # noqa: S608 two constants
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return False
    return True


def _digest() -> str:
    digest = hashlib.sha256(str(_RULES).encode())
    for path in _FILES:
        digest.update(path.read_bytes())
    return digest.hexdigest()
