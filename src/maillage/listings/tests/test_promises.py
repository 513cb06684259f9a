"""What holds on every page: its cost, whoever is blocked, wherever one lives."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.feed.models import Audience
from maillage.feed.tests.factories import cell_of
from maillage.listings.models import Listing, ListingPhoto
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.platform.models import Photo
from maillage.residents import actions as residents
from maillage.residents.models import Block, Residence
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells
from maillage.territory.places import Place
from maillage.territory.tests.factories import DINAN, a_commune

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MOST_QUERIES = 8


def queries_of(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def some_listings(count: int) -> list[Listing]:
    listings = []
    for _ in range(count):
        listing = a_listing(title="Remorque", category="trailers", audience=Audience.PUBLIC)
        photo = Photo.objects.create(width=8, height=8)
        ListingPhoto.objects.create(listing=listing, photo=photo, position=0)
        listings.append(listing)
    return listings


@pytest.mark.parametrize("address", [
    "/annonces/", "/annonces/?q=remorque", "/annonces/?q=remork&tri=proches", "/annonces/?vue=carte",
    "/annonces/?commune=22050",
    "/demander/?q=remorque", "/proposer/", "/proposer/pret/", "/annonces/miennes/",
])  # fmt: skip
def test_a_page_costs_few_queries_whatever_the_rows(signed_in, address: str):
    viewer = a_resident()
    browser = signed_in(viewer)
    some_listings(2)
    few = queries_of(browser, address)
    some_listings(15)
    for _ in range(3):
        a_listing(viewer)
    assert queries_of(browser, address) <= max(few, MOST_QUERIES) <= MOST_QUERIES


def test_the_page_of_a_listing_costs_few_queries_whatever_the_rows(signed_in):
    browser = signed_in(a_resident())
    listing = some_listings(1)[0]
    Listing.objects.update(audience=Audience.NEIGHBOURS)
    few = queries_of(browser, listing.get_absolute_url())
    some_listings(15)
    assert few <= MOST_QUERIES
    assert queries_of(browser, listing.get_absolute_url()) <= MOST_QUERIES


def without_secrets(content: bytes) -> bytes:
    """A page without what is drawn anew each time: tokens and keys of forms."""
    page = re.sub(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"', b"", content)
    return re.sub(rb"hx-headers=\'[^\']*\'", b"", page)


def test_a_blocked_neighbour_gets_what_they_would_if_the_other_did_not_exist(signed_in):
    viewer, blocker = a_resident(), a_resident()
    browser = signed_in(viewer)
    addresses = [
        "/annonces/",
        "/annonces/?q=perceuse",
        "/annonces/?vue=carte",
        "/annonces/atom/",
        "/demander/?q=perceuse",
    ]
    with clock.at(NOON):
        a_listing(title="Perceuse d’un autre")
        before = [without_secrets(browser.get(address).content) for address in addresses]
        hidden = a_listing(blocker, title="Perceuse cachée", audience=Audience.PUBLIC)
        Block.objects.create(blocker=blocker, blocked=viewer)
        assert [without_secrets(browser.get(address).content) for address in addresses] == before
    assert browser.get(hidden.get_absolute_url()).status_code == 404


def test_moving_home_within_its_cell_changes_no_byte(signed_in):
    commune = a_commune(DINAN)
    author = a_resident(commune=commune)
    listing = a_listing(author, audience=Audience.PUBLIC)
    lat, lon = cells.centre(cell_of(author))
    homes = [(lat, lon), (lat + 0.0004, lon + 0.0005)]
    assert len({cells.public_cell(commune, *home) for home in homes}) == 1
    addresses = [
        "/annonces/",
        "/annonces/?tri=proches&commune=22050",
        "/annonces/?vue=carte",
        "/annonces/atom/",
        listing.get_absolute_url(),
    ]
    neighbour = signed_in(a_resident(commune=commune))
    pages = []
    with clock.at(NOON):
        for at in homes:
            residents.settle(author, Place(f"chez moi {at}", "point", *at, commune))
            pages.append(
                [
                    without_secrets(browser.get(address).content)
                    for browser in (Client(), neighbour)
                    for address in addresses
                ]
            )
    assert pages[0] == pages[1]


def test_no_page_says_where_its_author_lives(signed_in):
    author = a_resident()
    Residence.objects.create(resident=author, label="12 rue du Jerzual", lat=48.45678, lon=-2.04321)
    listing = a_listing(author, audience=Audience.PUBLIC)
    for browser in (Client(), signed_in(a_resident())):
        for address in ("/annonces/", "/annonces/?vue=carte", "/annonces/atom/", listing.get_absolute_url()):
            page = browser.get(address).content.decode()
            assert "Jerzual" not in page
            assert "48.456" not in page
            assert str(cell_of(author)) not in page
