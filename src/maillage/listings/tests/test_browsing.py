from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.feed.models import Audience
from maillage.feed.tests.factories import cell_of
from maillage.listings import browsing, cursors
from maillage.listings.browsing import Sieve
from maillage.listings.cursors import Cursor
from maillage.listings.models import Intent, Listing, Mode, State
from maillage.listings.queries import viewpoint_of
from maillage.listings.tests.factories import a_listing, a_request
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.horizons import Horizon
from maillage.territory.tests.factories import DINAN

pytestmark = pytest.mark.django_db


def titles(sieve: Sieve | None = None, viewer=None) -> list[str]:
    page = browsing.page(viewpoint_of(viewer or a_resident()), sieve or Sieve())
    return [listing.title for listing in page.listings]


def every_page(viewer, sieve: Sieve, size: int, between=None) -> list[Listing]:
    found: list[Listing] = []
    after = ""
    while True:
        page = browsing.page(viewpoint_of(viewer), sieve, after, size)
        found += page.listings
        if page.next is None:
            return found
        after = str(page.next)
        if between:
            between()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("échelle", "Échelle de 4 m"),
        ("echelle", "Échelle de 4 m"),
        ("ECHELLES", "Échelle de 4 m"),
        ("échele", "Échelle de 4 m"),
        ("escabeau", "Échelle de 4 m"),
        ("gouttière", "Échelle de 4 m"),
        ("raclete", "Appareil à raclette"),
        ("appareil raclette", "Appareil à raclette"),
        ("tondeuze", "Tondeuse électrique"),
        ("pancakes", "Appareil à raclette"),
        ("perseuse", "Visseuse 18 V"),
    ],
)
def test_words_are_found_whatever_their_accents_and_typos(words: str, title: str):
    a_listing(title="Échelle de 4 m", category="ladders", text="Pour une gouttière.")
    a_listing(title="Appareil à raclette", category="raclette", text="Huit poêlons.")
    a_listing(title="Tondeuse électrique", category="mowers", text="Bac de 40 L.")
    a_listing(title="Visseuse 18 V", category="drills", text="Deux batteries.")
    assert titles(Sieve(words=words)) == [title]


@pytest.mark.parametrize(
    "words", ["xylophone", "'; DROP TABLE x; --", "&|!()", "zebre:*", "%", "\\", '"', "or", "-perceuse"]
)
def test_odd_words_find_nothing_and_break_nothing(words: str):
    a_listing()
    assert titles(Sieve(words=words)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_any_words_are_searched_without_harm(words: str):
    browsing.page(viewpoint_of(None), Sieve(words=words))


def test_a_rewritten_listing_is_found_by_its_new_words():
    listing = a_listing(title="Perceuse")
    listing.title, listing.category = "Kayak", "water-sports"
    listing.save()
    assert titles(Sieve(words="kayak")) == ["Kayak"]
    assert titles(Sieve(words="perceuse")) == []


def test_lists_hold_only_what_is_open():
    for state in State:
        a_listing(state=state, title=state.value)
    assert titles() == ["open"]


def test_each_filter_keeps_its_own():
    a_listing(title="don", mode=Mode.GIFT, category="novels")
    a_listing(title="prêt", mode=Mode.LOAN, category="drills")
    a_request(title="demande", mode=Mode.LOAN, category="drills")
    assert titles(Sieve(modes=(Mode.GIFT,))) == ["don"]
    assert titles(Sieve(intent=Intent.REQUEST)) == ["demande"]
    assert titles(Sieve(leaves=("drills",))) == ["demande", "prêt"]


def test_a_distance_keeps_what_is_within():
    viewer = a_resident()
    near = a_listing(a_resident(), audience=Audience.PUBLIC)
    lat, lon = cells.centre(cell_of(viewer))
    a_listing(a_resident(), audience=Audience.PUBLIC, point_cell=cells.finest_cell(lat + 0.05, lon))
    page = browsing.page(viewpoint_of(viewer), Sieve(horizon=Horizon(cell_of(viewer), 0)))
    assert page.listings == [near]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shifts=st.lists(st.floats(0, 0.06), min_size=2, max_size=7))
def test_the_nearest_first_are_in_the_order_of_cells(shifts: list[float]):
    Listing.objects.all().delete()
    viewer = a_resident()
    lat, lon = cells.centre(cell_of(viewer))
    author = a_resident()
    for shift in shifts:
        a_listing(author, audience=Audience.PUBLIC, point_cell=cells.finest_cell(lat + shift, lon))
    horizon = Horizon(cell_of(viewer), 3)
    found = every_page(viewer, Sieve(horizon=horizon, nearest_first=True), size=2)
    distances = [cells.distance_m(cell_of(viewer), getattr(listing, horizon.field)) for listing in found]
    assert len(found) == len(shifts)
    assert distances == sorted(distances)


@pytest.mark.parametrize("nearest_first", [True, False])
def test_pages_neither_repeat_nor_miss_while_others_publish(nearest_first: bool):
    viewer, author = a_resident(), a_resident()
    told = [a_listing(author) for _ in range(7)]
    sieve = Sieve(horizon=Horizon(cell_of(viewer), 3), nearest_first=nearest_first)
    found = every_page(viewer, sieve, size=2, between=lambda: a_listing(author, title="nouvelle"))
    assert [listing for listing in found if listing.title != "nouvelle"] == told[::-1]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("after", ["", "zz", "1", "-1.x", "9999999.0", "١" * 32, "%00", "é" * 32, "0" * 33])
@pytest.mark.parametrize("by_nearness", [True, False])
def test_a_cursor_that_makes_no_sense_is_the_first_page(after: str, by_nearness: bool):
    assert cursors.read(after, by_nearness=by_nearness) is None


@given(st.uuids(), st.none() | st.integers(0, 200))
def test_a_cursor_reads_as_it_was_written(identifier: UUID, nearness: int | None):
    cursor = Cursor(identifier, nearness)
    assert cursors.read(str(cursor), by_nearness=nearness is not None) == cursor


def test_a_cursor_of_another_order_is_the_first_page():
    assert cursors.read(str(Cursor(UUID(int=5), 3)), by_nearness=False) is None


def test_offers_already_there_are_shown_before_asking():
    viewer = a_resident(commune=DINAN)
    trailer = a_listing(title="Remorque 500 kg", category="trailers")
    a_request(title="Cherche une remorque", category="trailers")
    a_listing(viewer, title="Ma remorque", category="trailers")
    assert browsing.alike(viewpoint_of(viewer), "Une remorque pour samedi matin") == [trailer]


@pytest.mark.parametrize(
    ("words", "already"),
    [
        ("échelle double pour samedi", {"Échelle double de 2 × 9 échelons", "Escabeau de 6 marches avec tablette"}),
        ("Une échèle demain matin", {"Échelle double de 2 × 9 échelons", "Escabeau de 6 marches avec tablette"}),
        ("Poussette double", {"Poussette double pour promenades"}),
        ("Un diable pour samedi", set()),
        ("Un coup de main cet après-midi", set()),
        ("Remorque", {"Remorque double essieu, plateau de 3 m"}),
        ("je cherche pour samedi", set()),
        ("Un théorbe double", set()),
    ],
)
def test_what_is_already_there_is_what_was_meant(words: str, already: set[str]):
    """Titles of the demonstration."""
    for title, category in [
        ("Échelle double de 2 × 9 échelons", "ladders"),
        ("Escabeau de 6 marches avec tablette", "ladders"),
        ("Poussette double pour promenades", "prams"),
        ("Remorque double essieu, plateau de 3 m", "trailers"),
        ("Pose de tringles et d’étagères le samedi", "drills"),
        ("Grande crêpière à gaz double plaque", "raclette"),
    ]:
        a_listing(title=title, category=category, text="Une échelle, une remorque, un diable : samedi matin, double.")
    assert {listing.title for listing in browsing.alike(viewpoint_of(a_resident()), words)} == already


def test_the_best_named_is_already_there_first():
    ladder = a_listing(title="Échelle double de 2 × 9 échelons", category="ladders")
    steps = a_listing(title="Escabeau de 6 marches avec tablette", category="ladders")
    assert browsing.alike(viewpoint_of(a_resident()), "échelle double pour samedi") == [ladder, steps]


def test_what_is_shown_beside_is_alike_near_and_of_others():
    viewer = a_resident()
    listing = a_listing(category="drills")
    saw = a_listing(title="Scie", category="saws")
    a_listing(viewer, title="À moi", category="saws")
    a_listing(title="Roman", category="novels")
    a_request(title="Cherche une scie", category="saws")
    assert browsing.beside(viewpoint_of(viewer), listing) == [saw]
    assert browsing.beside(viewpoint_of(None), listing) == []
