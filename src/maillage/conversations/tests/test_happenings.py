"""Things that happen between those who talk, told among their messages."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from maillage.conversations import actions, happenings
from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.refusals import Closed
from maillage.conversations.tests.factories import a_conversation, an_about
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in

pytestmark = pytest.mark.django_db

LENT = happenings.declare(
    "tests.lent", lambda who, facts: f"{who} prête : {facts['title']}" if who else f"Vous prêtez : {facts['title']}"
)


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle", email="maelle@exemple.fr")


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann", email="yann@exemple.fr")


def page(client: Client, reader: Resident, conversation: Conversation) -> str:
    sign_in(client, reader)
    return client.get(reverse("conversation", args=[conversation.pk])).content.decode()


def lent(author: Resident, conversation: Conversation) -> Message | None:
    return actions.note(author, conversation, LENT, facts={"title": "Une échelle"}, path="/annonces/")


def test_each_reads_it_in_their_own_words_with_the_way_to_its_page(maelle: Resident, yann: Resident) -> None:
    conversation = a_conversation(maelle, yann)
    lent(yann, conversation)
    assert "Yann prête : Une échelle" in page(Client(), maelle, conversation)
    seen = page(Client(), yann, conversation)
    assert "Vous prêtez : Une échelle" in seen
    assert 'href="/annonces/"' in seen


def test_it_is_unread_by_the_other_and_the_last_words_of_the_list(
    client: Client, maelle: Resident, yann: Resident
) -> None:
    conversation = a_conversation(maelle, yann)
    lent(maelle, conversation)
    assert Participant.objects.get(resident=yann).unread == 2
    sign_in(client, yann)
    assert "Maëlle prête : Une échelle" in client.get(reverse("conversations")).content.decode()


def test_two_may_meet_without_a_word(maelle: Resident, yann: Resident) -> None:
    about = an_about("Une échelle")
    conversation = actions.meet(maelle, [yann], about)
    assert not conversation.messages.exists()
    assert actions.meet(maelle, [yann], about) == conversation
    lent(maelle, conversation)
    assert "Maëlle prête" in page(Client(), yann, conversation)


def test_nobody_meets_those_who_are_absent_for_them(maelle: Resident, yann: Resident) -> None:
    residents.block(yann, maelle)
    with pytest.raises(Closed):
        actions.meet(maelle, [yann], an_about())


def test_a_closed_conversation_is_told_nothing(maelle: Resident, yann: Resident) -> None:
    conversation = a_conversation(maelle, yann)
    residents.block(yann, maelle)
    assert lent(maelle, conversation) is None
    assert conversation.messages.count() == 1


def test_a_message_says_something_or_tells_what_happened_never_both(maelle: Resident, yann: Resident) -> None:
    conversation = a_conversation(maelle, yann)
    for said in ({"text": "Bonjour", "happening": "tests.lent"}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(conversation=conversation, author=maelle, key=new_id(), **said)


def test_what_happened_cannot_be_reported(client: Client, maelle: Resident, yann: Resident) -> None:
    noted = lent(yann, a_conversation(maelle, yann))
    assert noted is not None
    sign_in(client, maelle)
    assert client.get(reverse("report", args=["message", noted.pk])).status_code == 404


def test_a_happening_that_no_domain_declares_any_more_is_still_told(maelle: Resident, yann: Resident) -> None:
    conversation = a_conversation(maelle, yann)
    noted = lent(yann, conversation)
    Message.objects.filter(pk=noted.pk).update(happening="gone.long_ago")
    assert "Quelque chose a changé." in page(Client(), maelle, conversation)
