"""A reply by e-mail: said in its conversation once, by who it comes from, or refused with nothing changed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.conversations import actions, addresses, inbound
from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.tests.factories import a_conversation
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)
QUOTED = """Oui, samedi à 10 h me va.

Maëlle

Le mer. 10 juin 2026 à 12:00, Maillage <ne-pas-repondre@exemple.fr> a écrit :

> Bonjour Maëlle,
>
> Yann vous a écrit.
"""


@pytest.fixture(autouse=True)
def _receives_mail() -> object:
    with override_settings(REPLY_ADDRESS="reponse@voisins.exemple.fr"), clock.at(NOON):
        yield


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle", email="maelle@exemple.fr")


@pytest.fixture
def talk(maelle: Resident) -> Conversation:
    return a_conversation(a_resident("Yann", email="yann@exemple.fr"), maelle)


def address_of(resident: Resident, talk: Conversation) -> str:
    return addresses.reply_address(Participant.objects.get(resident=resident, conversation=talk))


def mail(to: str, text: str = QUOTED, **headers: str) -> bytes:
    """What the mail server gives."""
    message = EmailMessage()
    named = {"From": "Maëlle <Maelle@exemple.fr>", "Message-ID": "<1@exemple.fr>", "Subject": "Re: Yann vous a écrit"}
    for name, value in {
        **named,
        "To": to,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def given_to(raw: bytes, recipient: str = "") -> tuple[int, str]:
    return inbound.pipe(io.BytesIO(raw), recipient)


def said(talk: Conversation) -> list[str]:
    """All that was said after the first message."""
    return list(talk.messages.order_by("id").values_list("text", flat=True)[1:])


def test_what_was_written_is_said_without_what_it_quotes(maelle: Resident, talk: Conversation) -> None:
    code, _sentence = given_to(mail(address_of(maelle, talk)))
    assert code == os.EX_OK
    assert said(talk) == ["Oui, samedi à 10 h me va.\n\nMaëlle"]
    assert Message.objects.latest("id").author == maelle


def test_the_mail_server_may_say_to_whom_and_in_capitals(maelle: Resident, talk: Conversation) -> None:
    assert given_to(mail("liste@exemple.fr"), address_of(maelle, talk).upper())[0] == os.EX_OK
    assert len(said(talk)) == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Oui\n\n-- \nMaëlle\nRue du Port", "Oui"),
        ("D’accord !\n\nOn Wed, Jun 10, 2026 at 12:00 PM Maillage <m@exemple.fr> wrote:\n> Bonjour", "D’accord !"),
        ("Deux choses :\n- samedi\n- dimanche\n\nMerci !", "Deux choses :\n- samedi\n- dimanche\n\nMerci !"),
        ("Une ligne\r\nUne autre", "Une ligne\nUne autre"),
    ],
)
def test_quotes_and_signatures_stay_out(text: str, kept: str) -> None:
    assert inbound.unquoted(text) == kept


def test_long_lines_stay_whole() -> None:
    long = "Oui, " * 300
    assert (
        inbound.unquoted(f"{long}\n\nLe mer. 10 juin 2026 à 12:00, Maillage <m@exemple.fr> a écrit :\n> B")
        == long.strip()
    )


@pytest.mark.parametrize(
    "piece", ["On ", "Le ", "From: a\n", "> ", "\n", " ", "_", "De : a ", "-", "Confidential: mail "]
)
def test_nothing_that_comes_takes_long_to_read(piece: str) -> None:
    """Each would take minutes whole: a pattern that looks for quotes goes through a line again and again."""
    began = time.process_time()
    inbound.unquoted(piece * 30_000 + "x")
    assert time.process_time() - began < 5


def test_the_same_e_mail_delivered_again_is_said_once(maelle: Resident, talk: Conversation) -> None:
    raw = mail(address_of(maelle, talk))
    assert [given_to(raw)[0] for _ in range(3)] == [os.EX_OK] * 3
    assert len(said(talk)) == 1


def test_an_identifier_that_served_for_other_words_is_refused(maelle: Resident, talk: Conversation) -> None:
    given_to(mail(address_of(maelle, talk)))
    code, sentence = given_to(mail(address_of(maelle, talk), "Envoyez-moi votre code."))
    assert (code, sentence[:6]) == (os.EX_DATAERR, "5.6.0 ")
    assert len(said(talk)) == 1


def test_an_address_for_another_conversation_or_changed_is_refused(maelle: Resident, talk: Conversation) -> None:
    whole = address_of(maelle, talk)
    for place in range(len("reponse+"), whole.index("@") - 1):
        other = "a" if whole[place] != "a" else "b"
        code, sentence = given_to(mail(whole[:place] + other + whole[place + 1 :]))
        assert (code, sentence[:6]) == (os.EX_NOUSER, "5.1.1 ")
    for wrong in (
        "reponse@voisins.exemple.fr",
        "reponse+@voisins.exemple.fr",
        whole.replace("voisins", "autre"),
        "é+x@y",
        "",
    ):
        assert given_to(mail("x@exemple.fr"), wrong)[0] in {os.EX_NOUSER}
    assert said(talk) == []


def test_only_the_address_of_the_account_may_answer(maelle: Resident, talk: Conversation) -> None:
    for author in ("yann@exemple.fr", "maelle@exemple.fr.autre.example", "maelle@exemple.fr, yann@exemple.fr", ""):
        code, _sentence = given_to(mail(address_of(maelle, talk), From=author))
        assert code in {os.EX_NOPERM, os.EX_DATAERR}
    assert said(talk) == []


def test_the_refusal_is_a_sentence_that_mail_servers_can_pass_on(maelle: Resident, talk: Conversation) -> None:
    _code, sentence = given_to(mail(address_of(maelle, talk), From="yann@exemple.fr"))
    assert sentence == "5.7.1 Repondez depuis l'adresse electronique de votre compte : ce message vient d'une autre."


def test_what_is_too_heavy_is_refused_before_it_is_read(maelle: Resident, talk: Conversation) -> None:
    code, sentence = given_to(mail(address_of(maelle, talk)) + b"x" * inbound.MAX_BYTES)
    assert (code, sentence[:6]) == (os.EX_DATAERR, "5.3.4 ")
    assert said(talk) == []


def test_what_is_too_long_or_empty_is_refused(maelle: Resident, talk: Conversation) -> None:
    for text in ("mot " * 1500, "> rien que des quotes\n"):
        assert given_to(mail(address_of(maelle, talk), text))[0] == os.EX_DATAERR
    assert said(talk) == []


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_answers_is_left_aside(maelle: Resident, talk: Conversation, header: dict[str, str]) -> None:
    assert given_to(mail(address_of(maelle, talk), **header))[0] == os.EX_OK
    assert said(talk) == []


def test_without_identifier_or_text_nothing_is_said(maelle: Resident, talk: Conversation) -> None:
    assert given_to(mail(address_of(maelle, talk), Message_ID=""))[0] == os.EX_DATAERR
    only_html = mail(address_of(maelle, talk)).replace(b"text/plain", b"text/html")
    assert given_to(only_html)[0] == os.EX_DATAERR
    unknown = mail(address_of(maelle, talk)).replace(b'charset="utf-8"', b'charset="martian"')
    assert given_to(unknown)[0] == os.EX_DATAERR
    assert said(talk) == []


def test_an_address_serves_for_a_season(maelle: Resident, talk: Conversation) -> None:
    raw = mail(address_of(maelle, talk))
    with clock.at(NOON + addresses.VALID + timedelta(days=1)):
        assert given_to(raw)[0] == os.EX_NOUSER
    with clock.at(NOON + addresses.VALID):
        assert given_to(raw)[0] == os.EX_OK


def test_who_left_was_suspended_or_is_blocked_answers_nothing(maelle: Resident, talk: Conversation) -> None:
    raw = mail(address_of(maelle, talk))
    residents.block(a_resident(), maelle)  # a block by somebody else changes nothing here
    yann = Resident.objects.get(email="yann@exemple.fr")
    residents.block(yann, maelle)
    assert given_to(raw)[0] == os.EX_DATAERR
    residents.unblock(yann, maelle)
    Resident.objects.filter(pk=maelle.pk).update(suspended_at=NOON)
    assert given_to(raw)[0] == os.EX_NOUSER
    Resident.objects.filter(pk=maelle.pk).update(suspended_at=None)
    actions.leave(maelle, talk)
    assert given_to(raw)[0] == os.EX_NOUSER
    assert said(talk) == []


def test_without_an_address_of_its_own_a_site_receives_nothing(maelle: Resident, talk: Conversation) -> None:
    raw = mail(address_of(maelle, talk))
    with override_settings(REPLY_ADDRESS=""):
        assert address_of(maelle, talk) == ""
        assert given_to(raw)[0] == os.EX_NOUSER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(raw=st.binary(max_size=400), head=st.sampled_from([b"", b"From: maelle@exemple.fr\nMessage-ID: <2@e>\n"]))
def test_whatever_bytes_come_are_refused_or_said_by_who_wrote(
    maelle: Resident, talk: Conversation, raw: bytes, head: bytes
) -> None:
    code, _sentence = given_to(head + raw, address_of(maelle, talk))
    assert code in {os.EX_OK, os.EX_DATAERR, os.EX_NOPERM, os.EX_NOUSER}


# The command


def commanded(**variables: str) -> tuple[int, str]:
    """What the mail server gets from `maillage inbound`."""
    environment = {**os.environ, "MAILLAGE_REPLY_ADDRESS": "reponse@voisins.exemple.fr", **variables}
    command = [sys.executable, "-m", "maillage", "inbound", "reponse+abc@voisins.exemple.fr"]
    done = subprocess.run(
        command, input=b"From: a@exemple.fr\n\nOui", env=environment, capture_output=True, check=False
    )
    return done.returncode, done.stderr.decode().strip().splitlines()[-1]


def test_the_command_says_why_it_refuses_with_a_code_for_the_mail_server() -> None:
    code, sentence = commanded()
    assert code == os.EX_NOUSER
    assert sentence.startswith("5.1.1 Cette adresse de reponse n'est pas ou plus valable")


def test_while_the_site_is_down_the_mail_server_keeps_the_e_mail() -> None:
    code, sentence = commanded(DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert (code, sentence[:6]) == (os.EX_TEMPFAIL, "4.3.0 ")
