"""The location simulator (DESIGN.md 5, TRUST.md 8): what can somebody who tries everything learn of where one lives?

Attackers stand at many viewpoints and read, through HTTP, every surface that speaks of place: distances, orders, radii,
counts, maps, texts, feeds and the API. What they read is the victim's *trace*. Then:

- moving the home inside its cell changes no byte of the trace;
- homes that leave the same trace form groups of at least 50 households;
- with a leak put in on purpose, the simulator sees it.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Network

import h3.api.basic_int as h3
import pytest
import shapely
from django.conf import settings
from django.test import Client
from django.utils.text import slugify

from maillage.feed.models import Audience
from maillage.listings.forms.browsing import STEPS
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.grounds import HOUSEHOLDS, PERSONS_A_HOUSEHOLD
from maillage.territory.models import Commune
from maillage.territory.places import Place
from maillage.territory.tests.factories import DINAN, LANVALLAY, some_communes

MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
# Drawn anew for each page or each request, and no function of anybody's home.
DRAWN = re.compile(r'(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"|"X-CSRFToken": "[^"]+"|hx-headers=\'[^\']+\'')
ADDRESSES = IPv4Network("10.0.0.0/8").hosts()
PAIRS, HOMES = 2, 8
RURAL = "22259"  # Quévert, around Dinan, whose public cells are larger
FINEST_LEAK = 9  # H3 resolution of a leak put in on purpose there


@dataclass(frozen=True)
class Home:
    lat: float
    lon: float


@dataclass
class Scene:
    """A victim with two listings, and attackers around: neighbours, people of the next commune, a visitor."""

    victim: Resident
    commune: Commune
    attackers: list[Client]
    listing_ids: list[str]

    def trace(self, home: Home) -> str:
        """Everything the attackers read once the victim lives at `home`."""
        residents.settle(self.victim, Place("chez moi", "point", home.lat, home.lon, self.commune))
        return "\n".join(self._read(attacker, path) for attacker in self.attackers for path in self.paths())

    def _read(self, attacker: Client, path: str) -> str:
        answer = attacker.get(path, REMOTE_ADDR=str(next(ADDRESSES)))  # an attacker is not stopped by a limit
        is_resident = settings.SESSION_COOKIE_NAME in attacker.cookies
        refused = {404} if is_resident else {302, 400, 404}  # a visitor has no distance to sort by
        assert answer.status_code in {200} | refused, f"{path} answers {answer.status_code}"
        return f"{path} {answer.status_code} {DRAWN.sub('', answer.content.decode())}"

    def paths(self) -> Iterator[str]:
        yield from ("/", "/annonces/", "/annonces/?tri=proches", "/annonces/?vue=carte", "/annonces/atom/")
        yield from (f"/annonces/?distance={step}&tri=proches" for step in list(STEPS)[::3])
        yield "/recherche/?q=victime"
        yield from (f"/annonces/{listing_id}/" for listing_id in self.listing_ids)
        yield f"/voisins/{self.victim.pk}/"
        yield from (
            "/demander/?q=perceuse",
            f"/communes/{self.commune.insee}-{slugify(self.commune.name)}/",
            "/communes/?q=dinan",
        )
        yield from (f"/api/v1/listings?near={self.commune.insee}&order=nearest&step={step}" for step in (0, 2))
        yield f"/api/v1/communes/{self.commune.insee}"
        yield from (f"/api/v1/listings/{listing_id}" for listing_id in self.listing_ids)


def signed_in(resident: Resident | None) -> Client:
    client = Client()
    if resident is not None:
        client.force_login(resident)
    return client


@pytest.fixture
def scene(db) -> Iterator[Callable[[str], Scene]]:
    communes = {commune.insee: commune for commune in some_communes(DINAN, LANVALLAY, RURAL)}

    def build(insee: str) -> Scene:
        commune = communes[insee]
        victim = a_resident("Victime", commune)
        made = [
            a_listing(victim, title="Perceuse de la victime"),
            a_listing(victim, title="Échelle de la victime", audience=Audience.PUBLIC),
        ]
        others = [
            a_resident(f"Voisine {n}", commune, cell=cell) for n, cell in enumerate(_viewpoints(communes.values()))
        ]
        for other in others:
            a_listing(other, title=f"Perceuse de {other.name}")
        attackers = [signed_in(other) for other in others] + [signed_in(None)]
        return Scene(victim, commune, attackers, [str(listing.pk) for listing in made])

    with clock.at(MOMENT):
        yield build


def _viewpoints(communes: Iterable[Commune]) -> list[int]:
    """The first cell of each commune: from several sides."""
    return [cells.public_cells(commune)[0] for commune in communes]


def homes_in(commune: Commune, count: int, seed: int = 7) -> list[Home]:
    """Points drawn evenly inside the contour."""
    contour = shapely.from_wkb(bytes(commune.contour.wkb))
    west, south, east, north = contour.bounds
    draw = random.Random(seed)
    found: list[Home] = []
    while len(found) < count:
        home = Home(draw.uniform(south, north), draw.uniform(west, east))
        if contour.contains(shapely.Point(home.lon, home.lat)):
            found.append(home)
    return found


def by_cell(commune: Commune, count: int) -> dict[int, list[Home]]:
    groups: dict[int, list[Home]] = defaultdict(list)
    for home in homes_in(commune, count):
        groups[cells.public_cell(commune, home.lat, home.lon)].append(home)
    return groups


@pytest.mark.parametrize("insee", [DINAN, RURAL])
def test_moving_a_home_inside_its_cell_changes_no_byte(scene, insee):
    stage = scene(insee)
    pairs = [homes[:2] for homes in by_cell(stage.commune, 200).values() if len(homes) > 1]
    assert len(pairs) >= PAIRS
    for one, other in pairs[:PAIRS]:
        assert stage.trace(one) == stage.trace(other)


def smallest_group(stage: Scene, homes: list[Home]) -> float:
    """The expected households of the least numerous group of homes that nobody can tell apart."""
    groups: dict[str, list[Home]] = defaultdict(list)
    for home in homes:
        groups[stage.trace(home)].append(home)
    many = homes_in(stage.commune, 4000, seed=11)
    every = stage.commune.population / PERSONS_A_HOUSEHOLD
    shown = [{resident_cell(stage.commune, home) for home in group} for group in groups.values()]
    behind = [sum(resident_cell(stage.commune, home) in seen for home in many) / len(many) * every for seen in shown]
    return min(behind)


def resident_cell(commune: Commune, home: Home) -> int:
    return cells.public_cell(commune, home.lat, home.lon)


@pytest.mark.parametrize("insee", [DINAN, RURAL])
def test_no_home_is_narrowed_to_fewer_than_fifty_households(scene, insee):
    stage = scene(insee)
    # A group is measured from 4,000 points: three standard deviations of a share of 50 households are allowed.
    every = stage.commune.population / PERSONS_A_HOUSEHOLD
    noise = 3 * (HOUSEHOLDS / every * (1 - HOUSEHOLDS / every) / 4000) ** 0.5 * every
    assert smallest_group(stage, homes_in(stage.commune, HOMES)) >= HOUSEHOLDS - noise


def test_a_leak_put_in_on_purpose_is_seen(scene, monkeypatch):
    stage = scene(RURAL)
    assert stage.commune.public_resolution < FINEST_LEAK
    one, other = next(homes for homes in by_cell(stage.commune, 200).values() if len(homes) > 1)[:2]
    monkeypatch.setattr(cells, "public_cell", lambda _commune, lat, lon: h3.latlng_to_cell(lat, lon, FINEST_LEAK))
    assert stage.trace(one) != stage.trace(other)
    assert smallest_group(stage, homes_in(stage.commune, 4)) < HOUSEHOLDS
