"""Asking, page by page: what people type, and what they read back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from maillage.feed.models import Entry
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.listings.tests.typed import REQUEST, key
from maillage.platform import clock
from maillage.platform.tests.uploads import a_photo
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


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
    second = browser.post("/demander/", {"title": "Une remorque", "category": "", "step": "who"} | key())
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
    page = signed_in(author).post("/demander/", {"title": "Une remorque", "step": "who"} | key()).content.decode()
    assert "3 personnes actives, à moins de 11\xa0km." in page
    assert "3 personnes actives à Dinan." in page


def test_nothing_typed_is_lost_between_steps(signed_in):
    browser = signed_in(a_resident())
    typed = REQUEST | {"wanted_on": "2027-01-02", "ways": ["gift", "swap"], "audience": "public", "text": "Un détail."}
    back = browser.post("/demander/", typed | {"step": "what"} | key()).content.decode()
    carried = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', back)
    again = {name: [value for other, value in carried if other == name] for name, _ in carried}
    forward = browser.post("/demander/", again | {"title": "Une remorque", "step": "who"} | key()).content.decode()
    assert "Un détail." in forward
    assert 'value="2027-01-02"' in forward
    checked = re.findall(r'<input type="(?:radio|checkbox)"[^>]*name="(\w+)"[^>]*value="(\w+)"[^>]*checked', forward)
    assert {("ways", "gift"), ("ways", "swap"), ("audience", "public")} <= set(checked)
    assert ("ways", "loan") not in checked


def test_photos_are_not_lost_by_coming_back(signed_in):
    browser = signed_in(a_resident())
    back = browser.post("/demander/", REQUEST | {"photos": a_photo(), "step": "what"} | key()).content.decode()
    assert 'name="photos-kept"' in back


def test_a_past_day_comes_back_with_its_error_and_what_was_typed(signed_in):
    with clock.at(NOON):
        answer = signed_in(a_resident()).post("/demander/", REQUEST | {"wanted_on": "2026-11-21"} | key())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce jour est passé" in page
    assert "Deux heures suffisent." in page
    assert not Listing.objects.exists()


def test_a_missing_title_comes_back_to_the_first_step(signed_in):
    answer = signed_in(a_resident()).post("/demander/", REQUEST | {"title": ""} | key())
    assert answer.status_code == 422
    assert "Dites en quelques mots" in answer.content.decode()
    assert "Deux heures suffisent." in answer.content.decode()


def test_two_tabs_posting_the_same_key_ask_once(signed_in):
    browser = signed_in(a_resident())
    same = REQUEST | key()
    first, second = browser.post("/demander/", same), browser.post("/demander/", same)
    assert first.url == second.url
    assert (Listing.objects.count(), Entry.objects.count()) == (1, 1)
