"""Talking: who is told, what is counted, what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from maillage.conversations import access, actions, rules
from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.refusals import CannotJoin, Closed, KeyReused, NothingSaid, TooManyOpenings
from maillage.conversations.tests.factories import a_conversation, a_message, an_about
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Block, Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


def unread(resident: Resident, conversation: Conversation) -> int:
    return Participant.objects.get(resident=resident, conversation=conversation).unread


def test_a_message_is_unread_by_the_others_and_not_by_its_author():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    a_message(yann, talk)
    assert (unread(maelle, talk), unread(yann, talk)) == (2, 0)


def test_answering_the_same_listing_twice_goes_on_with_the_same_conversation():
    yann, maelle, about = a_resident("Yann"), a_resident("Maëlle"), an_about()
    first = a_conversation(yann, maelle, about=about)
    second = a_conversation(yann, maelle, about=about, text="J’oubliais : elle est bâchée.")
    assert first.pk == second.pk
    assert [message.text for message in first.messages.order_by("id")] == [
        "Bonjour, j’ai une remorque.",
        "J’oubliais : elle est bâchée.",
    ]


def test_two_neighbours_answering_the_same_listing_talk_apart():
    maelle, about = a_resident("Maëlle"), an_about()
    assert (
        a_conversation(a_resident("Yann"), maelle, about=about).pk
        != a_conversation(a_resident("Soizic"), maelle, about=about).pk
    )


def test_the_same_key_opens_and_says_once():
    yann, maelle, key = a_resident("Yann"), a_resident("Maëlle"), new_id()
    first = actions.open(yann, [maelle], None, text="Bonjour", key=key)
    assert actions.open(yann, [maelle], None, text="Bonjour", key=key).pk == first.pk
    assert actions.send(yann, first, text="Bonjour", key=key).conversation_id == first.pk
    assert (Message.objects.count(), Conversation.objects.count(), unread(maelle, first)) == (1, 1, 1)


def test_the_same_key_with_other_words_is_an_error():
    yann, key = a_resident("Yann"), new_id()
    talk = actions.open(yann, [a_resident("Maëlle")], None, text="Bonjour", key=key)
    with pytest.raises(KeyReused):
        actions.send(yann, talk, text="Bonsoir", key=key)


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 4001])
def test_a_message_says_something_and_not_a_book(text):
    yann = a_resident("Yann")
    talk = a_conversation(yann, a_resident("Maëlle"))
    with pytest.raises(NothingSaid):
        a_message(yann, talk, text)


def test_ids_grow_even_when_the_clock_goes_back():
    yann = a_resident("Yann")
    talk = a_conversation(yann, a_resident("Maëlle"))
    with clock.at(clock.now() - timedelta(minutes=5)):
        late = a_message(yann, talk)
    first = talk.messages.order_by("id").first()
    assert first is not None
    assert late.id > first.id


def test_a_message_carries_the_time_of_the_clock():
    moment = datetime(2026, 11, 24, 18, 2, tzinfo=ZoneInfo("Europe/Paris"))
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    with clock.at(moment):
        talk = a_conversation(yann, maelle)
    assert talk.messages.get().sent_at == moment


def test_reading_empties_the_count():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    people = access.people(maelle, talk.pk)
    assert actions.mark_read(people, talk.messages.get().id)
    assert unread(maelle, talk) == 0


def test_a_message_that_came_while_the_page_was_made_stays_unread():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    people = access.people(maelle, talk.pk)
    shown = talk.messages.get()
    a_message(yann, talk, "Encore un mot")
    assert not actions.mark_read(people, shown.id)
    assert unread(maelle, talk) == 2


@pytest.mark.parametrize("by", ["the author", "the reader"])
def test_a_block_closes_the_conversation_to_both_with_the_same_words(by):
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    blocker, blocked = (yann, maelle) if by == "the author" else (maelle, yann)
    Block.objects.create(blocker=blocker, blocked=blocked)
    for person in (yann, maelle):
        with pytest.raises(Closed) as closed:
            a_message(person, talk)
        assert "bloqu" not in str(closed.value)
    assert talk.messages.count() == 1


def test_a_conversation_whose_other_left_was_suspended_or_blocked_says_the_same():
    def words(happening) -> str:
        yann, maelle = a_resident("Yann"), a_resident("Maëlle")
        talk = a_conversation(yann, maelle)
        happening(yann, maelle, talk)
        with pytest.raises(Closed) as closed:
            a_message(yann, talk)
        return str(closed.value)

    assert (
        words(lambda yann, maelle, talk: actions.leave(maelle, talk))
        == words(lambda yann, maelle, talk: Resident.objects.filter(pk=maelle.pk).update(suspended_at=clock.now()))
        == words(lambda yann, maelle, talk: maelle.delete())
        == words(lambda yann, maelle, talk: Block.objects.create(blocker=maelle, blocked=yann))
    )


def test_nobody_opens_a_conversation_with_somebody_hidden_from_them():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    Block.objects.create(blocker=maelle, blocked=yann)
    with pytest.raises(Closed):
        a_conversation(yann, maelle)
    assert not Conversation.objects.exists()


def test_the_suspended_do_not_write_even_when_the_page_was_loaded_before():
    yann = a_resident("Yann")
    talk = a_conversation(yann, a_resident("Maëlle"))
    Resident.objects.filter(pk=yann.pk).update(suspended_at=clock.now())
    with pytest.raises(Closed, match="suspendu"):
        a_message(yann, talk)


def test_whoever_left_hears_nothing_more_and_comes_back_by_answering_again():
    yann, maelle, soizic, about = a_resident("Yann"), a_resident("Maëlle"), a_resident("Soizic"), an_about()
    talk = a_conversation(yann, maelle, soizic, about=about)
    actions.leave(yann, talk)
    a_message(maelle, talk)
    assert unread(yann, talk) == 0
    a_conversation(yann, maelle, soizic, about=about)
    a_message(maelle, talk)
    assert unread(yann, talk) == 1


def test_a_stranger_does_not_write():
    talk = a_conversation(a_resident("Yann"), a_resident("Maëlle"))
    with pytest.raises(Closed):
        a_message(a_resident("Soizic"), talk)


def test_the_opener_brings_one_more_person_in():
    yann, maelle, soizic = a_resident("Yann"), a_resident("Maëlle"), a_resident("Soizic")
    talk = a_conversation(yann, maelle)
    actions.add(yann, talk, soizic)
    a_message(maelle, talk)
    assert unread(soizic, talk) == 1


def test_only_the_opener_does():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    with pytest.raises(CannotJoin):
        actions.add(maelle, talk, a_resident("Soizic"))


def test_somebody_blocked_by_one_of_those_present_does_not_come_in():
    yann, maelle, soizic = a_resident("Yann"), a_resident("Maëlle"), a_resident("Soizic")
    talk = a_conversation(yann, maelle)
    Block.objects.create(blocker=maelle, blocked=soizic)
    with pytest.raises(CannotJoin):
        actions.add(yann, talk, soizic)


def test_the_eleventh_conversation_of_an_hour_waits():
    yann = a_resident("Yann")
    for _ in range(actions.OPENINGS_AN_HOUR):
        talk = a_conversation(yann, a_resident("Voisin"))
    with pytest.raises(TooManyOpenings):
        a_conversation(yann, a_resident("Voisin"))
    a_message(yann, talk)
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        a_conversation(yann, a_resident("Voisin"))


def test_the_words_of_a_closed_conversation_never_say_who():
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    assert "Yann" not in rules.closing(maelle, [yann, maelle], {yann.pk})
