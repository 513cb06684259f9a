"""Offering, editing and withdrawing, page by page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from maillage.feed.models import Audience
from maillage.listings.models import Listing, Mode, State
from maillage.listings.tests.factories import a_listing
from maillage.listings.tests.typed import OFFER, REQUEST, key
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import DINAN, a_commune, an_address

pytestmark = pytest.mark.django_db


def test_every_way_to_offer_leads_to_its_form(signed_in):
    browser = signed_in(a_resident())
    links = re.findall(r'class="way" href="([^"]+)"', browser.get("/proposer/").content.decode())
    assert len(links) == len(Mode)
    for link in links:
        assert browser.get(link).status_code == 200


def test_an_unknown_way_is_not_found(signed_in):
    assert signed_in(a_resident()).get("/proposer/vol/").status_code == 404


def test_an_offer_is_published_with_its_photos(signed_in):
    answer = signed_in(a_resident()).post("/proposer/pret/", OFFER | {"photos": a_photo()} | key())
    listing = Listing.objects.get()
    assert answer.url == listing.get_absolute_url()
    assert (listing.state, listing.mode, listing.photos.count()) == ("open", "loan", 1)


def test_an_offer_may_wait_as_a_draft(signed_in):
    signed_in(a_resident()).post("/proposer/pret/", OFFER | {"step": "draft"} | key())
    assert Listing.objects.get().state == State.DRAFT


def test_a_bad_price_keeps_what_was_typed(signed_in):
    answer = signed_in(a_resident()).post("/proposer/vente/", OFFER | {"price": "-3", "text": "Comme neuve"} | key())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Comme neuve" in page
    assert 'value="-3"' in page
    assert "plus grand que zéro" in page


def test_the_same_key_with_other_words_is_an_error(signed_in):
    browser, same = signed_in(a_resident()), key()
    browser.post("/proposer/pret/", OFFER | same)
    assert browser.post("/proposer/pret/", OFFER | {"title": "Autre chose"} | same).status_code == 409
    assert Listing.objects.count() == 1


def test_a_public_place_is_found_then_chosen(signed_in):
    author = a_resident(commune=DINAN)
    an_address(a_commune(DINAN), "Place Duclos", lat=48.4531, lon=-2.0467)
    browser = signed_in(author)
    found = browser.post("/proposer/pret/", OFFER | {"place_search": "place duclos", "step": "place"} | key())
    page = found.content.decode()
    tokens = re.findall(r'name="place" value="([^"]+)"[^>]*>\s*<span><b>([^<]*Duclos[^<]*)', page)
    assert found.status_code == 200
    browser.post("/proposer/pret/", OFFER | {"place": tokens[0][0], "place_search": "place duclos"} | key())
    listing = Listing.objects.get()
    assert "Duclos" in listing.place_name
    assert (listing.place_lat, listing.place_lon) == (48.4531, -2.0467)


def test_a_place_that_is_not_found_is_said_beside_its_field(signed_in):
    browser = signed_in(a_resident(commune=DINAN))
    for path, filled in (("/proposer/pret/", OFFER), ("/demander/", REQUEST)):
        refused = browser.post(path, filled | {"place_search": "zzzz qqqq", "step": "place"} | key())
        page = refused.content.decode()
        assert refused.status_code == 422
        assert page.count("Nous n’avons pas trouvé ce lieu") == 2  # on top, and beside the field
        assert 'value="zzzz qqqq"' in page


def test_a_place_searched_and_not_chosen_is_asked_again(signed_in):
    an_address(a_commune(DINAN), "Place Duclos")
    answer = signed_in(a_resident()).post("/proposer/pret/", OFFER | {"place_search": "place duclos"} | key())
    assert answer.status_code == 422
    assert "parmi ceux que nous avons trouvés" in answer.content.decode()


def test_an_author_edits_their_listing(signed_in):
    author = a_resident()
    listing = a_listing(author)
    address = reverse("listing-edit", args=[listing.pk])
    browser = signed_in(author)
    assert b"Perceuse \xc3\xa0 percussion" in browser.get(address).content
    answer = browser.post(address, OFFER | {"title": "Visseuse"})
    assert answer.status_code == 302
    assert Listing.objects.get().title == "Visseuse"


def test_the_photos_of_a_listing_are_kept_by_an_edit_that_says_nothing_of_them(signed_in):
    author = a_resident()
    browser = signed_in(author)
    browser.post("/proposer/pret/", OFFER | {"photos": a_photo()} | key())
    listing = Listing.objects.get()
    page = browser.get(reverse("listing-edit", args=[listing.pk])).content.decode()
    kept = re.findall(r'name="photos-kept" value="([^"]+)"', page)
    browser.post(reverse("listing-edit", args=[listing.pk]), OFFER | {"photos-kept": kept})
    assert listing.photos.count() == 1


@pytest.mark.parametrize("page", ["listing-edit"])
def test_nobody_edits_the_listing_of_another(signed_in, page: str):
    listing = a_listing(audience=Audience.PUBLIC)
    browser = signed_in(a_resident())
    assert browser.get(reverse(page, args=[listing.pk])).status_code == 404
    assert browser.post(reverse(page, args=[listing.pk]), OFFER).status_code == 404


def test_an_author_withdraws_with_a_button(signed_in):
    listing = a_listing()
    browser = signed_in(listing.author)
    browser.post(reverse("listing-change", args=[listing.pk, "retirer"]))
    assert Listing.objects.get().state == State.WITHDRAWN


def test_nobody_withdraws_the_listing_of_another(signed_in):
    listing = a_listing()
    answer = signed_in(a_resident()).post(reverse("listing-change", args=[listing.pk, "retirer"]))
    assert answer.status_code == 404
    assert Listing.objects.get().state == State.OPEN


def test_an_unknown_verb_is_not_found(signed_in):
    listing = a_listing()
    assert signed_in(listing.author).post(f"/annonces/{listing.pk}/etat/vendre/").status_code == 404


def test_the_unsettled_are_sent_to_settle_before_publishing(signed_in):
    answer = signed_in(a_resident(settled=False)).post("/proposer/pret/", OFFER | key())
    assert (answer.status_code, answer.url) == (302, reverse("settle"))
    assert not Listing.objects.exists()
