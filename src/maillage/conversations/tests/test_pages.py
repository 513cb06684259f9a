"""Conversations as a browser meets them, with and without htmx."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.conversations import access, actions
from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.tests.factories import a_conversation, a_message, an_about
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.platform.tests.uploads import a_photo
from maillage.residents.models import Block, Resident, Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db
LU = ">lu</span>"
HTMX = {"HX-Request": "true"}
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def talk(yann, maelle) -> Conversation:
    return a_conversation(yann, maelle, about=an_about("Cherche une remorque"))


@pytest.fixture
def browser(client: Client, maelle) -> Client:
    client.force_login(maelle)
    return client


def page(browser: Client, talk: Conversation) -> str:
    answer = browser.get(talk.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def written(text: str = "Avec plaisir", **more: Any) -> dict[str, Any]:
    return {"text": text, "idempotency_key": str(new_id()), **more}


def test_the_list_is_empty_with_words_that_say_what_to_do(browser):
    assert "Répondez à une annonce" in browser.get(reverse("conversations")).content.decode()


def test_the_list_shows_who_what_and_how_many_unread(browser, talk, yann):
    a_message(yann, talk, "Elle est bâchée.")
    shown = browser.get(reverse("conversations")).content.decode()
    assert all(words in shown for words in ("Yann", "Cherche une remorque", "Elle est bâchée.", "2 non lus"))


def test_opening_the_conversation_shows_what_was_said_and_marks_it_read(browser, talk, maelle):
    shown = page(browser, talk)
    assert "Bonjour, j’ai une remorque." in shown
    assert "Cherche une remorque" in shown
    assert Participant.objects.get(resident=maelle, conversation=talk).unread == 0


def test_days_and_times_read_as_people_say_them(browser, maelle):
    with clock.at(datetime(2026, 11, 23, 18, 2, tzinfo=PARIS)):
        talk = a_conversation(a_resident("Yann"), maelle)
    with clock.at(datetime(2026, 11, 24, 8, 31, tzinfo=PARIS)):
        a_message(maelle, talk, "Entendu")
        shown = page(browser, talk)
    assert "Hier" in shown
    assert "18\u00a0h\u00a002" in shown
    assert "Aujourd’hui" in shown


def test_the_author_sees_that_it_was_read(client, talk, yann, maelle):
    client.force_login(yann)
    assert LU not in page(client, talk)
    actions.mark_read(access.people(maelle, talk.pk), talk.messages.get().id)
    assert LU in page(client, talk)


def test_writing_without_javascript_comes_back_to_the_conversation(browser, talk):
    answer = browser.post(talk.get_absolute_url(), written("Avec plaisir"), follow=True)
    assert "Avec plaisir" in answer.content.decode()


def test_the_same_form_sent_twice_says_it_once(browser, talk):
    form = written("Une seule fois")
    for headers in ({}, {}, HTMX, HTMX):
        browser.post(talk.get_absolute_url(), form, headers=headers)
    assert Message.objects.filter(text="Une seule fois").count() == 1


def test_an_empty_message_comes_back_with_how_to_mend_it(browser, talk):
    answer = browser.post(talk.get_absolute_url(), written(" "))
    assert answer.status_code == 422
    assert "joignez une photo" in answer.content.decode()


def test_what_was_typed_is_kept_when_it_is_too_long(browser, talk):
    answer = browser.post(talk.get_absolute_url(), written("mot " * 1200))
    assert answer.status_code == 422
    assert "mot mot mot" in answer.content.decode()


def test_with_htmx_the_answer_is_what_was_said_since_and_a_fresh_form(browser, talk, yann):
    first = talk.messages.get()
    a_message(yann, talk, "Entre-temps")
    answer = browser.post(talk.get_absolute_url(), written("Ma réponse", apres=str(first.id)), headers=HTMX)
    shown = answer.content.decode()
    assert shown.index("Entre-temps") < shown.index("Ma réponse")
    assert "<html" not in shown
    assert 'value="Ma réponse"' not in shown
    assert str(Message.objects.get(text="Ma réponse").id) in shown


def test_news_are_what_came_after_and_nothing_when_nothing_did(browser, talk, yann):
    url, first = reverse("conversation-news", args=[talk.pk]), talk.messages.get()
    assert browser.get(url, {"apres": str(first.id)}).status_code == 204
    a_message(yann, talk, "Du nouveau")
    shown = browser.get(url, {"apres": str(first.id)}).content.decode()
    assert "Du nouveau" in shown
    assert first.text not in shown


def test_older_messages_are_a_page_away(browser, talk, yann):
    said = [a_message(yann, talk, f"message-{number:03}-") for number in range(55)]
    newest = page(browser, talk)
    assert said[-1].text in newest
    assert said[0].text not in newest
    older = browser.get(talk.get_absolute_url(), {"avant": str(said[5].id)}).content.decode()
    assert said[0].text in older
    assert said[5].text not in older


def test_older_messages_put_above_tell_their_day_once(browser, talk, yann):
    """Those of today go above today's heading, which is taken away; htmx is told so, and a whole page is not."""
    said = [a_message(yann, talk) for _ in range(55)]
    older = browser.get(talk.get_absolute_url(), {"avant": str(said[5].id)}, headers=HTMX).content.decode()
    heading = f'id="day-{clock.today().isoformat()}"'
    assert heading in page(browser, talk)
    assert older.count("Aujourd’hui") == 1
    assert f'<li {heading} hx-swap-oob="delete">' in older
    assert "<html" not in older
    without = browser.get(talk.get_absolute_url(), {"avant": str(said[5].id)}).content.decode()
    assert "hx-swap-oob" not in without


def test_older_messages_of_another_day_leave_the_heading_below_them(browser, maelle):
    yann = a_resident("Yann")
    with clock.at(datetime(2026, 11, 23, 18, 2, tzinfo=PARIS)):
        talk = a_conversation(yann, maelle)
    with clock.at(datetime(2026, 11, 24, 8, 31, tzinfo=PARIS)):
        first_of_today = a_message(yann, talk)
        older = browser.get(talk.get_absolute_url(), {"avant": str(first_of_today.id)}, headers=HTMX).content.decode()
    assert "Hier" in older
    assert "delete" not in older


def test_who_left_between_two_pages_of_messages_is_told_above(browser, maelle, yann):
    soizic = a_resident("Soizic")
    talk = a_conversation(yann, maelle, soizic)
    actions.leave(soizic, talk)
    after = a_message(yann, talk)
    older = browser.get(talk.get_absolute_url(), {"avant": str(after.id)}).content.decode()
    assert "Soizic a quitté la conversation" in older


def test_a_photo_is_seen_by_those_it_was_sent_to_only(browser, talk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    browser.post(talk.get_absolute_url(), written("", photo=a_photo()))
    message = Message.objects.get(photo__isnull=False)
    url = reverse("conversation-photo", args=[talk.pk, message.pk, "petite"])
    answer = browser.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content)
    browser.force_login(a_resident("Soizic"))
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize("name", ["conversation", "conversation-news", "conversation-leave", "conversation-invite"])
@pytest.mark.parametrize("kind", [None, *Role.Kind])
def test_nobody_but_those_who_take_part_opens_anything_of_it_whatever_their_role(client, talk, name, kind):
    curious = a_resident("Curieux")
    if kind:
        a_role(curious, kind)
    client.force_login(curious)
    assert client.get(reverse(name, args=[talk.pk]), {"apres": str(new_id())}).status_code in {302, 404}
    if kind is None:
        assert client.get(reverse(name, args=[talk.pk])).status_code == 404


def test_a_block_leaves_it_readable_closed_and_without_a_name(browser, talk, yann, maelle):
    Block.objects.create(blocker=yann, blocked=maelle)
    shown = page(browser, talk)
    assert "Bonjour, j’ai une remorque." in shown
    assert "on ne peut plus y écrire" in shown
    assert "Yann" not in shown
    assert "<textarea" not in shown


def test_whoever_was_blocked_sees_what_they_would_if_the_other_had_gone(browser, maelle):
    def with_a_gone_or_blocking_neighbour(*, blocks: bool) -> str:
        neighbour = a_resident("Yann")
        talk = a_conversation(neighbour, maelle)
        page(browser, talk)
        if blocks:
            Block.objects.create(blocker=neighbour, blocked=maelle)
        else:
            neighbour.delete()
        shown = page(browser, talk)
        for known in [str(talk.pk), *[str(message.pk) for message in talk.messages.all()]]:
            shown = shown.replace(known, "…")
        talk.delete()  # the next one is not beside it
        return shown

    with clock.at(datetime(2026, 11, 24, 8, 31, tzinfo=PARIS)):
        assert with_a_gone_or_blocking_neighbour(blocks=True) == with_a_gone_or_blocking_neighbour(blocks=False)


def test_leaving_takes_it_off_the_list_and_the_others_see_it(browser, talk, yann, maelle):
    browser.post(reverse("conversation-leave", args=[talk.pk]))
    assert browser.get(talk.get_absolute_url()).status_code == 404
    browser.force_login(yann)
    assert "Maëlle a quitté la conversation" in page(browser, talk)


def test_whoever_is_invited_reads_on_and_nothing_older(client, talk, yann, maelle):
    soizic = a_resident("Soizic")
    a_conversation(yann, soizic, text="Bonjour Soizic")
    client.force_login(yann)
    answer = client.post(
        reverse("conversation-invite", args=[talk.pk]), {"person": str(soizic.pk), "idempotency_key": str(new_id())}
    )
    assert answer.status_code == 302
    a_message(maelle, talk, "Bienvenue !")
    client.force_login(soizic)
    shown = page(client, talk)
    assert "Bienvenue !" in shown
    assert "Bonjour, j’ai une remorque." not in shown
    assert "Bonjour, j’ai une remorque." not in client.get(reverse("conversations")).content.decode()


def beside(shown: str) -> str:
    return shown[shown.index("talks-beside") :].partition("</section>")[0]


def test_the_other_conversations_are_beside_with_their_last_words_and_what_is_unread(browser, talk, maelle):
    a_message(maelle, a_conversation(a_resident("Soizic"), maelle), "C’est noté pour mardi")
    a_conversation(a_resident("Gaël"), maelle, text="Votre scie est prête")
    shown = beside(page(browser, talk))
    assert "Yann" not in shown
    assert shown.index("Gaël") < shown.index("Soizic")
    assert all(words in shown for words in ("Votre scie est prête", "1 non lu", "Vous\u00a0: C’est noté pour mardi"))


def test_with_nothing_beside_it_says_what_will_be(browser, talk):
    assert "Vos autres conversations se retrouveront ici" in beside(page(browser, talk))


def test_what_was_read_since_is_told_to_a_page_that_asks(client, talk, yann, maelle):
    client.force_login(yann)
    url, said = reverse("conversation-news", args=[talk.pk]), talk.messages.get()
    known = {"apres": str(said.id), "lu": ""}
    assert client.get(url, known).status_code == 204
    actions.mark_read(access.people(maelle, talk.pk), said.id)
    shown = client.get(url, known).content.decode()
    assert f'<span id="read-{said.id}" hx-swap-oob="true">lu</span>' in shown
    assert client.get(url, known | {"lu": str(said.id)}).status_code == 204


def test_what_somebody_absent_has_read_is_not_told(client, talk, yann, maelle):
    Block.objects.create(blocker=maelle, blocked=yann)
    said = talk.messages.get()
    actions.mark_read(access.people(maelle, talk.pk), said.id)
    client.force_login(yann)
    assert client.get(reverse("conversation-news", args=[talk.pk]), {"apres": str(said.id)}).status_code == 204
    assert LU not in page(client, talk)


def test_the_frame_says_how_many_wait_and_a_page_may_ask_again(browser, talk, yann):
    a_message(yann, talk)
    for shown in (browser.get(reverse("conversations")), browser.get(reverse("conversations-unread"))):
        for where in ("rooms", "tabs"):
            _before, _id, after = shown.content.decode().partition(f'id="unread-{where}"')
            assert after.partition("</span></span>")[0].endswith('>2<span class="hidden"> non lus')
    page(browser, talk)
    assert browser.get(reverse("conversations-unread")).content.decode().count(" hidden ") == 3


@pytest.fixture(params=[1, 40])
def busy(request, yann, maelle) -> Conversation:
    talk = a_conversation(yann, maelle, *(a_resident(f"Voisin {number}") for number in range(3)))
    for _ in range(request.param):
        a_message(yann, talk)
    for _ in range(request.param // 8):
        a_conversation(a_resident("Voisin"), maelle)
    return talk


def test_a_page_costs_at_most_eight_queries_whatever_it_shows(browser, busy):
    first = busy.messages.order_by("id").first()
    news = f"{reverse('conversation-news', args=[busy.pk])}?apres={first.id}"
    older = f"{busy.get_absolute_url()}?avant={busy.last_message_id}"
    for url in (reverse("conversations"), older, news, busy.get_absolute_url(), reverse("conversations-unread")):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(url).status_code == 200
        assert len(asked) <= 8, "\n".join(query["sql"][:120] for query in asked)
