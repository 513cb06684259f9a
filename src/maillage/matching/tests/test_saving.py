"""Saving a search: from the list with one button, twenty at most, one's own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from maillage.listings.models import Intent, Mode
from maillage.matching import actions
from maillage.matching.actions import MOST_SAVED, Search
from maillage.matching.models import Want, mask
from maillage.matching.refusals import AlreadySaved, NothingChosen, NothingToFind, NotSettled, TooMany
from maillage.matching.tests.factories import a_want
from maillage.platform.ids import new_id
from maillage.residents import partings
from maillage.residents.tests.factories import a_resident
from maillage.territory.horizons import DEFAULT_STEP

pytestmark = pytest.mark.django_db


def posted(**filters: str) -> dict[str, str]:
    return filters | {"idempotency_key": str(new_id())}


def test_the_list_offers_to_be_told_of_what_was_sought(signed_in):
    browser = signed_in(a_resident())
    page = browser.get("/annonces/?q=perceuse&mode=pret").content.decode()
    assert reverse("want-save") in page
    assert '<input type="hidden" name="q" value="perceuse">' in page
    assert reverse("want-save") not in browser.get("/annonces/").content.decode()


def test_a_visitor_is_not_offered_what_needs_a_home(client):
    assert reverse("want-save") not in client.get("/annonces/?q=perceuse").content.decode()


def test_the_filters_of_the_list_become_a_search(signed_in):
    resident = a_resident()
    filters = posted(q="perceuse", genre="offres", mode="pret", categorie="drills", distance="3")
    assert signed_in(resident).post(reverse("want-save"), filters)["Location"] == reverse("wants")
    want = Want.objects.get()
    assert (want.words, want.intent, want.modes, want.category) == (
        "perceuse", Intent.OFFER, mask((Mode.LOAN,)), "drills",
    )  # fmt: skip
    assert (want.distance, want.step, want.commune) == (1, 1, None)
    page = signed_in(resident).get(reverse("wants")).content.decode()
    assert "perceuse" in page


def test_around_a_commune_it_looks_as_far_as_the_list_does(signed_in):
    resident = a_resident()
    signed_in(resident).post(reverse("want-save"), posted(q="perceuse", commune="22050"))
    want = Want.objects.get()
    assert (want.commune_id, want.distance) == ("22050", DEFAULT_STEP)


def test_a_double_click_saves_once(signed_in):
    browser, same = signed_in(a_resident()), posted(q="perceuse")
    assert browser.post(reverse("want-save"), same)["Location"] == browser.post(reverse("want-save"), same)["Location"]
    assert Want.objects.count() == 1


def test_the_same_search_is_refused_in_words_on_the_same_list(signed_in):
    resident = a_resident()
    a_want(resident, words="perceuse")
    answer = signed_in(resident).post(reverse("want-save"), posted(q="perceuse"))
    assert answer.status_code == 422
    assert "déjà une alerte" in answer.content.decode()
    assert 'value="perceuse"' in answer.content.decode()


def test_filters_that_do_not_exist_save_nothing(signed_in):
    answer = signed_in(a_resident()).post(reverse("want-save"), posted(q="x", categorie="licornes"))
    assert answer.status_code == 400
    assert not Want.objects.exists()


def test_what_cannot_be_looked_for_is_refused():
    resident = a_resident()
    with pytest.raises(NothingChosen):
        actions.save(resident, Search(intent=Intent.OFFER))
    with pytest.raises(NothingToFind):
        actions.save(resident, Search(words="le de la"))
    with pytest.raises(NotSettled):
        actions.save(a_resident(settled=False), Search(words="perceuse"))
    a_want(resident, words="perceuse")
    with pytest.raises(AlreadySaved):
        actions.save(resident, Search(words=" perceuse "))


def test_twenty_are_enough():
    resident = a_resident()
    for number in range(MOST_SAVED):
        a_want(resident, words=f"objet{number}")
    with pytest.raises(TooMany):
        a_want(resident, words="perceuse")


def test_a_search_is_renamed_and_forgotten_by_its_own_person(signed_in):
    want = a_want(words="perceuse")
    browser, address = signed_in(want.resident), reverse("want", args=[want.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"name": ""}).status_code == 422
    browser.post(address, {"name": "Pour l’étagère"})
    assert Want.objects.get().name == "Pour l’étagère"
    other = signed_in(a_resident())
    assert other.get(address).status_code == 404
    assert other.post(reverse("want-forget", args=[want.pk])).status_code == 404
    browser.post(reverse("want-forget", args=[want.pk]))
    assert not Want.objects.exists()


def test_an_empty_page_says_how_to_begin(signed_in):
    assert "Aucune alerte" in signed_in(a_resident()).get(reverse("wants")).content.decode()


def test_searches_leave_with_their_person():
    want = a_want()
    partings.follow(want.resident)
    assert not Want.objects.exists()
