"""Asking, page by page: what people type, and what they read back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from maillage.feed.models import Entry
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.listings.tests.typed import REQUEST, key
from maillage.platform import clock
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import a_commune, an_address

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def came_back(browser: Client, typed: dict[str, Any]) -> str:
    """The first step, after the second step's button that leads there."""
    return browser.post("/demander/", key() | typed | {"step": "what"}, follow=True).content.decode()


def carried(page: str) -> dict[str, str]:
    """What the page's form sends without showing it."""
    return dict(re.findall(r'<input type="hidden" name="(brouillon)" value="([^"]*)"', page))


def test_the_words_of_the_home_page_begin_the_request(signed_in):
    page = signed_in(a_resident()).get("/demander/", {"q": "Une remorque pour samedi"})
    assert 'value="Une remorque pour samedi"' in page.content.decode()
    assert '<option value="trailers" selected>' in page.content.decode()


def test_what_is_already_there_is_shown_first(signed_in):
    a_listing(title="Remorque 500 kg", category="trailers")
    page = signed_in(a_resident()).get("/demander/", {"q": "Une remorque pour samedi"}).content.decode()
    assert "Peut-être déjà là" in page
    assert "Remorque 500 kg" in page


def test_a_request_goes_through_its_two_steps(signed_in):
    author = a_resident()
    browser = signed_in(author)
    second = browser.get("/demander/", {"title": "Une remorque", "category": "", "step": "who"})
    assert second.status_code == 200
    assert b"Envoyer ma demande" in second.content
    answer = browser.post("/demander/", REQUEST | key())
    listing = Listing.objects.get()
    assert (answer.status_code, answer.url) == (302, listing.get_absolute_url())
    assert (listing.is_request, listing.category, listing.author) == (True, "trailers", author)


def test_how_many_may_read_is_said_before_the_click(signed_in):
    author = a_resident()
    for _ in range(3):
        a_resident()
    page = signed_in(author).get("/demander/", {"title": "Une remorque", "step": "who"}).content.decode()
    assert "3 personnes actives, à moins de 11\xa0km." in page
    assert "Dinan : 3 personnes actives." in page


def test_nothing_typed_is_lost_between_steps(signed_in):
    browser = signed_in(a_resident())
    typed = REQUEST | {"wanted_on": "2027-01-02", "ways": ["gift", "swap"], "audience": "public", "text": "Un détail."}
    back = came_back(browser, typed)
    assert 'value="Une remorque"' in back
    forward = browser.get(
        "/demander/", carried(back) | {"title": "Une petite remorque", "step": "who"}
    ).content.decode()
    assert "<h1>Une petite remorque</h1>" in forward
    assert "Un détail." in forward
    assert 'value="2027-01-02"' in forward
    checked = re.findall(r'<input type="(?:radio|checkbox)"[^>]*name="(\w+)"[^>]*value="(\w+)"[^>]*checked', forward)
    assert {("ways", "gift"), ("ways", "swap"), ("audience", "public")} <= set(checked)
    assert ("ways", "loan") not in checked


def test_photos_are_not_lost_by_coming_back(signed_in):
    browser = signed_in(a_resident())
    back = came_back(browser, REQUEST | {"photos": a_photo()})
    forward = browser.get("/demander/", carried(back) | {"title": "Une remorque", "step": "who"}).content.decode()
    assert 'name="photos-kept"' in forward


def test_coming_back_twice_from_one_page_then_sending_it_asks_once(signed_in):
    """The browser's own Back shows the same form, with the same key, and other words."""
    browser = signed_in(a_resident())
    same = key()
    for text in ("Un détail.", "Un autre."):
        came_back(browser, REQUEST | same | {"text": text})
    assert browser.post("/demander/", REQUEST | same).url == Listing.objects.get().get_absolute_url()


def test_places_found_have_an_address_of_their_own(signed_in):
    browser = signed_in(a_resident())
    an_address(a_commune(), "Place Duclos")
    answer = browser.post("/demander/", REQUEST | {"place_search": "place duclos", "step": "place"} | key())
    page = browser.get(answer.url).content.decode()
    assert answer.status_code == 302
    assert "Place Duclos 22100 Dinan" in page
    assert "Deux heures suffisent." in page


def test_a_place_that_is_not_found_says_so(signed_in):
    typed = REQUEST | {"place_search": "zzzz qqqq", "step": "place"}
    assert signed_in(a_resident()).post("/demander/", typed | key()).status_code == 422


def test_the_second_step_without_a_title_is_the_first_again(signed_in):
    answer = signed_in(a_resident()).get("/demander/", {"title": "", "step": "who"})
    assert answer.status_code == 422
    assert "Dites en quelques mots" in answer.content.decode()


def test_a_draft_is_of_one_browser_and_of_one_request(signed_in):
    typed = {"title": "Une remorque", "step": "who"}
    browser = signed_in(a_resident())
    draft = carried(came_back(browser, REQUEST))
    assert "Deux heures suffisent." not in signed_in(a_resident()).get("/demander/", typed | draft).content.decode()
    assert "Deux heures suffisent." not in browser.get("/demander/", typed).content.decode()
    browser.post("/demander/", REQUEST | key())
    assert "Deux heures suffisent." not in browser.get("/demander/", typed | draft).content.decode()


def test_a_past_day_comes_back_with_its_error_and_what_was_typed(signed_in):
    with clock.at(NOON):
        answer = signed_in(a_resident()).post("/demander/", REQUEST | {"wanted_on": "2026-11-21"} | key())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce jour est passé" in page
    assert "Deux heures suffisent." in page
    assert not Listing.objects.exists()


def test_a_missing_title_comes_back_to_the_first_step(signed_in):
    browser = signed_in(a_resident())
    answer = browser.post("/demander/", REQUEST | {"title": ""} | key())
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dites en quelques mots" in page
    again = browser.get("/demander/", carried(page) | {"title": "Une remorque", "step": "who"})
    assert "Deux heures suffisent." in again.content.decode()


def test_two_tabs_posting_the_same_key_ask_once(signed_in):
    browser = signed_in(a_resident())
    same = REQUEST | key()
    first, second = browser.post("/demander/", same), browser.post("/demander/", same)
    assert first.url == second.url
    assert (Listing.objects.count(), Entry.objects.count()) == (1, 1)
