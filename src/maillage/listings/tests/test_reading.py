"""What lists and pages show, to whom, and how."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from maillage.feed.models import Audience
from maillage.listings import actions
from maillage.listings.actions import Content, PublicPlace
from maillage.listings.models import ListingPhoto, Mode
from maillage.listings.tests.factories import a_listing
from maillage.listings.tests.typed import OFFER, key
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import DINAN, THOMERY

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def check_html(content: bytes) -> None:
    page = content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "{#" not in page
    assert "{%" not in page


def test_who_has_not_settled_is_told_what_answering_asks(signed_in):
    listing = a_listing(audience=Audience.PUBLIC)
    page = signed_in(a_resident(settled=False)).get(listing.get_absolute_url()).content.decode()
    assert reverse("settle") in page
    assert listing.author.get_absolute_url() not in page  # it would lead there too, without saying so


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", "vol"),
        ("categorie", "armes"),
        ("distance", "2"),
        ("genre", "x"),
        ("tri", "prix"),
        ("vue", "3d"),
        ("commune", "Atlantide xyz"),
    ],
)
@pytest.mark.parametrize("address", ["/annonces/", "/annonces/atom/"])
def test_an_unknown_filter_is_refused_with_a_sentence(address: str, field: str, value: str):
    answer = Client().get(address, {field: value})
    assert answer.status_code == 400
    assert 'class="errors"' in answer.content.decode()


def test_a_visitor_sorts_by_distance_from_a_commune_only():
    assert "Dites d’abord autour de quelle commune" in Client().get("/annonces/", {"tri": "proches"}).content.decode()
    a_listing(audience=Audience.PUBLIC)
    page = Client().get("/annonces/", {"tri": "proches", "commune": DINAN})
    assert "Perceuse à percussion" in page.content.decode()


def test_a_visitor_reads_public_listings_only():
    a_listing(title="Pour tous", audience=Audience.PUBLIC)
    a_listing(title="Entre voisins", audience=Audience.NEIGHBOURS)
    a_listing(title="Dans la commune", audience=Audience.COMMUNE)
    page = Client().get("/annonces/").content.decode()
    assert [word in page for word in ("Pour tous", "Entre voisins", "Dans la commune")] == [True, False, False]


def test_the_web_learns_a_first_name_only():
    listing = a_listing(a_resident("Maëlle Le Goff"), audience=Audience.PUBLIC)
    for address in ("/annonces/", "/annonces/atom/", listing.get_absolute_url()):
        page = Client().get(address).content.decode()
        assert "Maëlle" in page
        assert "Le Goff" not in page


def test_the_map_says_what_the_list_says():
    listing = a_listing(audience=Audience.PUBLIC)
    page = Client().get("/annonces/", {"vue": "carte"}).content.decode()
    assert listing.title in page
    assert page.count('class="map-cell"') == 1
    assert "map-point" not in page


def test_the_map_shows_a_point_for_a_public_place_only():
    author = a_resident()
    place = PublicPlace("Mairie de Dinan", 48.4555, -2.0486)
    actions.offer(
        author, Content(mode=Mode.LOAN, category="drills", title="Scie", place=place, audience=Audience.PUBLIC)
    )
    page = Client().get("/annonces/", {"vue": "carte"}).content.decode()
    assert page.count('class="map-point"') == 1
    assert "map-cell" not in page


def test_a_long_list_goes_on():
    author = a_resident()
    for number in range(25):
        a_listing(author, title=f"annonce-{number:02}", audience=Audience.PUBLIC)
    first = Client().get("/annonces/").content.decode()
    more = re.search(r'href="(/annonces/\?apres=[0-9a-f]+)"', first)
    assert more is not None
    second = Client().get(more[1]).content.decode()
    found = re.findall(r"annonce-\d\d", first + second)
    assert list(dict.fromkeys(found)) == [f"annonce-{number:02}" for number in reversed(range(25))]


def test_the_list_as_atom_is_well_formed_and_whole():
    listing = a_listing(audience=Audience.PUBLIC, title="Établi <lourd> & solide \x0b", text="Deux\x1ftiroirs")
    answer = Client().get("/annonces/atom/", {"categorie": "tools"})
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert entry.findtext(f"{ATOM}id") == listing.pk.urn
    assert entry.findtext(f"{ATOM}title") == "Prêt\xa0: Établi <lourd> & solide "
    (link,) = entry.findall(f"{ATOM}link")
    assert link.get("href", "").endswith(listing.get_absolute_url())
    assert feed.findtext(f"{ATOM}updated")


def test_an_empty_list_says_what_to_do(signed_in):
    assert "Soyez la première personne" in Client().get("/annonces/").content.decode()
    assert "Rien pour ces critères" in Client().get("/annonces/", {"mode": "don"}).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/annonces/", "/annonces/?vue=carte", "/demander/", "/proposer/", "/proposer/location/", "/annonces/miennes/"],
)
def test_pages_are_valid_html(signed_in, address: str):
    author = a_resident()
    a_listing(author)
    check_html(signed_in(author).get(address).content)


def test_the_page_of_a_listing_is_valid_html_to_each(signed_in):
    listing = a_listing(audience=Audience.PUBLIC)
    address = listing.get_absolute_url()
    for browser in (Client(), signed_in(listing.author), signed_in(a_resident())):
        check_html(browser.get(address).content)


def test_others_learn_nothing_of_what_they_may_not_see(signed_in):
    listing = a_listing(a_resident(commune=DINAN))
    assert Client().get(listing.get_absolute_url()).status_code == 404
    assert signed_in(a_resident(commune=THOMERY)).get(listing.get_absolute_url()).status_code == 404


def test_search_engines_read_a_public_offer(signed_in):
    listing = a_listing(a_resident("Soizic Martin"), mode=Mode.RENTAL, price_cents=980, price_unit="day",
                        title="Scie </script><b>", audience=Audience.PUBLIC)  # fmt: skip
    page = Client().get(listing.get_absolute_url()).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    described = json.loads(block)
    assert (described["@type"], described["itemOffered"]["name"]) == ("Offer", "Scie </script><b>")
    assert (described["price"], described["priceCurrency"]) == ("9.80", "EUR")
    assert described["offeredBy"] == {"@type": "Person", "name": "Soizic"}
    assert 'property="og:title"' in page


def test_search_engines_read_nothing_of_what_is_for_neighbours(signed_in):
    listing = a_listing()
    page = signed_in(listing.author).get(listing.get_absolute_url()).content.decode()
    assert "ld+json" not in page
    assert "og:title" not in page
    assert "noindex" in page


def test_what_people_write_does_not_run():
    listing = a_listing(
        title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>", audience=Audience.PUBLIC
    )
    page = Client().get(listing.get_absolute_url()).content.decode()
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert "alert(1)" not in "".join(script.text or "" for script in tree.iter("script") if not script.get("type"))
    assert not [element for element in tree.iter() if any(name.startswith("on") for name in element.attrib)]


@pytest.mark.parametrize(("size", "status"), [("petite", 200), ("grande", 200), ("enorme", 404)])
def test_photos_come_through_the_listing(signed_in, size: str, status: int):
    author = a_resident()
    browser = signed_in(author)
    browser.post("/proposer/pret/", OFFER | {"photos": a_photo()} | key())
    shown = ListingPhoto.objects.get()
    address = f"/annonces/{shown.listing_id}/photos/{shown.photo_id}/{size}/"
    answer = browser.get(address)
    assert answer.status_code == status
    if status == 200:
        assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert signed_in(a_resident(commune=THOMERY)).get(address).status_code == 404
