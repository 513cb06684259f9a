"""A message that moderation hid is read by nobody; who may not begin a conversation goes on with others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from maillage.conversations import actions
from maillage.conversations.models import Message
from maillage.conversations.refusals import Limited
from maillage.conversations.tests.factories import a_conversation, a_message
from maillage.platform import clock, media
from maillage.platform.ids import new_id
from maillage.platform.tests.uploads import a_photo
from maillage.residents import restraints
from maillage.residents.restraints import Restraints
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    author, reader = a_resident("Yann"), a_resident("Maëlle")
    conversation = a_conversation(author, reader)
    return a_message(author, conversation, "Votre code de carte", photo=media.take(a_photo()))


@pytest.mark.parametrize("who", ["Yann", "Maëlle"])
def test_its_words_and_photo_are_hidden_from_both(client, said, who):
    place = said.conversation.participants.get(resident__name=who)
    client.force_login(place.resident)
    assert actions.hide(said.pk)
    assert not actions.hide(said.pk)
    for page in (said.conversation.get_absolute_url(), reverse("conversations")):
        shown = client.get(page).content.decode()
        assert "code de carte" not in shown
        assert "masqué par la modération" in shown
    photo = reverse("conversation-photo", args=[said.conversation_id, said.pk, "grande"])
    assert client.get(photo).status_code == 404
    assert photo not in client.get(said.conversation.get_absolute_url()).content.decode()
    assert actions.show_again(said.pk)
    assert "code de carte" in client.get(said.conversation.get_absolute_url()).content.decode()


def test_who_may_not_begin_goes_on_with_those_begun(said):
    author, reader = said.author, said.conversation.participants.get(resident__name="Maëlle").resident
    restraints.apply(author.pk, Restraints(no_opening_until=clock.now() + timedelta(days=3)))
    author.refresh_from_db()
    with pytest.raises(Limited, match="commencer de conversation jusqu"):
        actions.open(author, [reader], None, text="Bonjour", key=new_id())
    actions.send(author, said.conversation, text="Je réponds", key=new_id())
    assert Message.objects.count() == 3
    with clock.at(clock.now() + timedelta(days=4)):
        actions.open(author, [reader], None, text="Bonjour", key=new_id())
