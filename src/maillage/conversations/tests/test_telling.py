"""Which open pages are told that something happened: those it concerns, and nobody from whom its author is hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from maillage.conversations import access, actions
from maillage.conversations.models import Conversation
from maillage.conversations.tests.factories import a_conversation, a_message
from maillage.platform import live
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)


def told(happening: Callable[[], object]) -> set[tuple[UUID, str]]:
    """To whom, and which event."""
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters | {"autocommit": True, "cursor_factory": psycopg.Cursor}) as ear:
        ear.execute(f"LISTEN {live.CHANNEL}")
        happening()
        heard = [json.loads(notice.payload) for notice in ear.notifies(timeout=0.2)]
    return {(UUID(topic.removeprefix("resident:")), event) for topic, event, _payload in heard}


def reading(reader: Resident, talk: Conversation) -> Callable[[], object]:
    def read() -> None:
        talk.refresh_from_db()
        assert talk.last_message_id
        assert actions.mark_read(access.people(reader, talk.pk), talk.last_message_id)

    return read


def test_a_message_is_told_to_all_who_are_present():
    yann, maelle, soizic = a_resident("Yann"), a_resident("Maëlle"), a_resident("Soizic")
    talk = a_conversation(yann, maelle, soizic)
    actions.leave(soizic, talk)
    assert told(lambda: a_message(yann, talk)) == {(yann.pk, "conversation"), (maelle.pk, "conversation")}


def test_reading_is_told_to_the_others_and_to_the_reader_s_other_pages():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    assert told(reading(maelle, a_conversation(yann, maelle))) == {(yann.pk, "read"), (maelle.pk, "unread")}


def test_reading_the_same_again_tells_nothing():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    reading(maelle, talk)()
    said = talk.messages.get()
    assert told(lambda: actions.mark_read(access.people(maelle, talk.pk), said.id)) == set()


@pytest.mark.parametrize("happening", [reading, lambda who, talk: lambda: actions.leave(who, talk)])
def test_whoever_was_blocked_hears_nothing_of_who_blocked_them(happening):
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    Block.objects.create(blocker=maelle, blocked=yann)
    assert yann.pk not in {who for who, _event in told(happening(maelle, talk))}
