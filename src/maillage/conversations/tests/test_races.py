"""Several hands at once: what the lock, the key and the compare-and-set are for, each shown to be needed."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from maillage.conversations import access, actions
from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.queries import People
from maillage.conversations.tests.factories import a_conversation, an_about
from maillage.platform.ids import new_id
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def together(*presses: Callable[[], object]) -> None:
    """Run all at once, each in its thread with its connection; what the database refuses stays refused."""
    start = threading.Barrier(len(presses))

    def press(action: Callable[[], object]) -> None:
        start.wait()
        try:
            with contextlib.suppress(IntegrityError):
                action()
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[action]) for action in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def exact(place: Participant) -> bool:
    """Whether the unread count is what it says it is."""
    place.refresh_from_db()
    waiting = Message.objects.filter(conversation=place.conversation_id).exclude(author=place.resident_id)
    if place.read_until:
        waiting = waiting.filter(id__gt=place.read_until)
    return place.unread == waiting.count()


def test_one_form_pressed_in_many_tabs_says_it_once():
    yann, key = a_resident("Yann"), new_id()
    talk = a_conversation(yann, a_resident("Maëlle"))
    together(*[lambda: actions.send(yann, talk, text="Encore", key=key)] * HANDS)
    assert talk.messages.filter(text="Encore").count() == 1


def test_the_unique_key_holds_even_when_nobody_looks_first(monkeypatch):
    monkeypatch.setattr(actions, "_already_said", lambda *_: None)
    yann, key = a_resident("Yann"), new_id()
    talk = a_conversation(yann, a_resident("Maëlle"))
    together(*[lambda: actions.send(yann, talk, text="Encore", key=key)] * HANDS)
    assert talk.messages.filter(text="Encore").count() == 1


def test_without_the_unique_key_the_same_presses_would_say_it_many_times(monkeypatch):
    monkeypatch.setattr(actions, "_already_said", lambda *_: None)
    unique = next(rule for rule in Message._meta.constraints if rule.name == "message_sent_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Message, unique)
    try:
        yann, key = a_resident("Yann"), new_id()
        talk = a_conversation(yann, a_resident("Maëlle"))
        together(*[lambda: actions.send(yann, talk, text="Encore", key=key)] * HANDS)
        assert talk.messages.filter(text="Encore").count() == HANDS
    finally:
        Message.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Message, unique)


def test_answering_a_listing_from_many_tabs_opens_one_conversation():
    yann, maelle, about = a_resident("Yann"), a_resident("Maëlle"), an_about()
    together(*[lambda: actions.open(yann, [maelle], about, text="Bonjour", key=new_id())] * HANDS)
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == HANDS


def test_everybody_writing_at_once_leaves_exact_counts_and_growing_ids():
    people = [a_resident(f"Voisin {number}") for number in range(4)]
    talk = a_conversation(people[0], *people[1:])
    together(*[lambda who=who: actions.send(who, talk, text="Moi !", key=new_id()) for who in people * 3])
    assert all(exact(place) for place in talk.participants.all())
    talk.refresh_from_db()
    assert talk.last_message_id == talk.messages.order_by("-id").values_list("id", flat=True)[0]


def reading_while_others_write(mark: Callable[[People], object]) -> Participant:
    """Maëlle's place after she read again and again while Yann wrote."""
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)

    def write() -> None:
        for _ in range(15):
            actions.send(yann, talk, text="Et aussi…", key=new_id())

    def read() -> None:
        for _ in range(15):
            mark(access.people(maelle, talk.pk))

    together(write, read, read)
    return Participant.objects.get(resident=maelle)


def shown_up_to(place: Participant) -> Message:
    newest = place.conversation.messages.order_by("-id").first()
    assert newest is not None
    return newest


def test_reading_while_others_write_leaves_an_exact_count():
    assert exact(reading_while_others_write(lambda people: actions.mark_read(people, shown_up_to(people.mine).id)))


def test_a_count_set_without_comparing_would_lose_a_message():
    """The same interleaving, step by step: a message arrives between what is shown and its mark."""
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    talk = a_conversation(yann, maelle)
    place = Participant.objects.get(resident=maelle)
    shown = shown_up_to(place)
    actions.send(yann, talk, text="Au même instant", key=new_id())
    Participant.objects.filter(pk=place.pk).update(unread=F("unread") * 0, read_until=shown.id)
    assert not exact(place)
