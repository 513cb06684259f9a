"""What people are told of their conversations when they are not on the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from maillage.conversations import actions as conversations
from maillage.conversations.tests.factories import a_conversation, a_message
from maillage.notices import actions, queries
from maillage.notices.deciding import GRACE
from maillage.notices.delivering import deliver_due
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)


@pytest.fixture
def maelle(client: Client) -> Resident:
    maelle = a_resident("Maëlle", email="maelle@exemple.fr")
    sign_in(client, maelle)
    return maelle


def page(client: Client, path: str = "/vous-concerne/") -> str:
    return client.get(path).content.decode()


def deliver(at: datetime) -> int:
    """How many e-mails left at that moment."""
    before = len(mail.outbox)
    with clock.at(at):
        deliver_due()
        deliver_due()
    return len(mail.outbox) - before


def test_a_conversation_is_told_once_until_it_is_read(client: Client, maelle: Resident) -> None:
    yann = a_resident("Yann")
    talk = a_conversation(yann, maelle)
    a_message(yann, talk)
    assert Notice.objects.filter(to=maelle).count() == 1
    assert "Yann vous a écrit au sujet de" not in page(client)  # messages have their own page, which counts them
    told = Notice.objects.unseen().get(to=maelle)
    assert queries.words(told) == "Yann vous a écrit."
    page(client, talk.get_absolute_url())
    assert not Notice.objects.unseen().filter(to=maelle).exists()
    a_message(yann, talk)
    assert Notice.objects.unseen().filter(to=maelle).count() == 1


def test_reading_on_an_open_page_is_seeing(client: Client, maelle: Resident) -> None:
    yann = a_resident("Yann")
    talk = a_conversation(yann, maelle)
    page(client, talk.get_absolute_url())
    last = a_message(yann, talk)
    before = talk.messages.order_by("id").first()
    assert Notice.objects.unseen().filter(to=maelle).exists()
    news = client.get(
        reverse("conversation-news", args=[talk.pk]), {"apres": str(before.id)}, headers={"HX-Request": "true"}
    )
    assert str(last.pk) in news.content.decode()
    assert not Notice.objects.unseen().filter(to=maelle).exists()


def test_the_same_message_sent_twice_is_told_once(maelle: Resident) -> None:
    yann = a_resident("Yann")
    talk = a_conversation(yann, maelle)
    said = talk.messages.get()
    actions.see(maelle, path=talk.get_absolute_url())
    conversations.send(yann, talk, text=said.text, key=said.key)
    assert not Notice.objects.unseen().filter(to=maelle).exists()


def test_who_leaves_a_conversation_is_told_nothing_of_it(maelle: Resident) -> None:
    talk = a_conversation(a_resident("Yann"), maelle)
    conversations.leave(maelle, talk)
    assert not Notice.objects.unseen().filter(to=maelle).exists()


def test_a_conversation_is_mailed_once_with_what_was_said_until_it_is_read(maelle: Resident) -> None:
    yann = a_resident("Yann")
    with clock.at(NOON):
        talk = a_conversation(yann, maelle, text="J’ai une remorque.")
        a_message(yann, talk, "Elle est libre samedi.")
    mail.outbox.clear()
    assert deliver(NOON + GRACE) == 1
    assert "J’ai une remorque.\n\nElle est libre samedi." in str(mail.outbox[-1].body)
    with clock.at(NOON + timedelta(hours=1)):
        a_message(yann, talk)
    assert deliver(NOON + timedelta(hours=2)) == 0
