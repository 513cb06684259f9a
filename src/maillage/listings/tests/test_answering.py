"""Answering a listing from its page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from maillage.conversations.models import Conversation, Message
from maillage.listings.models import State
from maillage.listings.tests.factories import a_listing, a_request
from maillage.listings.tests.typed import key
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def test_an_answer_opens_a_conversation(signed_in):
    listing, helper = a_request(), a_resident()
    said = {"text": "J’en ai une."} | key()
    answer = signed_in(helper).post(reverse("listing-answer", args=[listing.pk]), said)
    conversation = Conversation.objects.get()
    assert answer.url == conversation.get_absolute_url()
    assert (conversation.about_kind, conversation.about_id, conversation.opened_by) == ("listing", listing.pk, helper)
    assert Message.objects.get().text == "J’en ai une."


def test_answering_twice_with_a_key_says_it_once(signed_in):
    listing, browser = a_listing(), signed_in(a_resident())
    said = {"text": "Bonjour"} | key()
    answers = [browser.post(reverse("listing-answer", args=[listing.pk]), said) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Message.objects.count() == 1


def test_an_empty_answer_is_asked_again(signed_in):
    listing = a_listing()
    answer = signed_in(a_resident()).post(reverse("listing-answer", args=[listing.pk]), {"text": " "} | key())
    assert answer.status_code == 422
    assert "Écrivez quelques mots" in answer.content.decode()


@pytest.mark.parametrize("state", [State.DONE, State.EXPIRED, State.PROMISED])
def test_what_is_over_is_not_answered(signed_in, state: State):
    listing = a_listing(state=state)
    answer = signed_in(a_resident()).post(reverse("listing-answer", args=[listing.pk]), {"text": "Oui"} | key())
    assert answer.status_code == 422
    assert not Conversation.objects.exists()


def test_nobody_answers_themselves(signed_in):
    listing = a_listing()
    said = {"text": "Oui"} | key()
    assert signed_in(listing.author).post(reverse("listing-answer", args=[listing.pk]), said).status_code == 422
    assert not Conversation.objects.exists()
