"""Coming in by a mailed code, and joining."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.platform import clock
from maillage.residents.models import MailedCode, Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import ask_code, come_in, join, last_code

pytestmark = pytest.mark.django_db


def test_a_newcomer_joins_with_a_code_a_name_an_age_and_the_rules(client: Client) -> None:
    resident = join(client, "maelle@exemple.fr", "Maëlle")
    assert (resident.name, resident.declared_old_enough, resident.is_settled) == ("Maëlle", True, False)
    assert resident.terms_accepted_at is not None
    assert client.get(reverse("account")).status_code == 200


def test_a_newcomer_goes_and_says_where_home_is(client: Client) -> None:
    come_in(client, "maelle@exemple.fr")
    response = client.post(reverse("account_signup"), {"name": "Maëlle", "age": "15+", "terms": "on"})
    assert response["Location"] == reverse("settle")


def test_a_resident_comes_in_with_a_code(client: Client) -> None:
    resident = a_resident(email="maelle@exemple.fr")
    assert come_in(client, "maelle@exemple.fr")["Location"] == reverse("home")
    assert client.get(reverse("account")).context["request"].resident == resident


def test_the_address_may_be_typed_in_capitals(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    assert come_in(client, "Maelle@Exemple.FR")["Location"] == reverse("home")


def test_one_returns_to_the_page_one_wanted(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    wanted = client.get(reverse("profile"))
    page = client.post(wanted["Location"], {"email": "maelle@exemple.fr", "next": reverse("profile")})
    assert client.post(page["Location"], {"code": last_code()})["Location"] == reverse("profile")


@pytest.mark.parametrize(
    "elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "http:ailleurs", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: Client, elsewhere: str) -> None:
    a_resident(email="maelle@exemple.fr")
    ask_code(client, "maelle@exemple.fr")
    response = client.post(reverse("account_code"), {"code": last_code(), "next": elsewhere})
    assert response["Location"] == reverse("home")


def test_the_code_is_typed_with_or_without_its_space(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    assert client.post(reverse("account_code"), {"code": f" {code[:4]} - {code[4:]} "}).status_code == 302


def test_reading_the_page_of_the_code_spends_nothing(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    for _visit in range(3):
        assert client.get(reverse("account_code"), {"code": code}).status_code == 200
    assert client.post(reverse("account_code"), {"code": code}).status_code == 302


def test_a_code_works_only_in_the_browser_that_asked(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    thief = Client()
    assert thief.post(reverse("account_code"), {"code": code})["Location"] == reverse("account_login")
    ask_code(thief, "autre@exemple.fr")
    assert thief.post(reverse("account_code"), {"code": code}).status_code == 422


def test_a_code_works_once(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    session = client.session
    kept = dict(session.items())
    client.post(reverse("account_code"), {"code": code})
    again = Client()
    copied = again.session
    copied.update(kept)
    copied.save()
    again.cookies["session"] = str(copied.session_key)
    assert again.post(reverse("account_code"), {"code": code})["Location"] == reverse("account_login")
    assert again.get(reverse("account")).status_code == 302


def test_a_code_dies_after_a_quarter_of_an_hour(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)):
        response = client.post(reverse("account_code"), {"code": code})
    assert response.status_code == 422
    assert "Ce code n’est plus valable" in response.content.decode()


def test_a_code_still_works_after_fourteen_minutes(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    with clock.at(clock.now() + timedelta(minutes=14)):
        assert client.post(reverse("account_code"), {"code": code}).status_code == 302


def test_a_wrong_code_says_how_many_tries_are_left(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    wrong = f"{(int(code) + 1) % 10**8:08}"
    assert "il vous reste 4 essais" in client.post(reverse("account_code"), {"code": wrong}).content.decode()
    for _try in range(4):
        client.post(reverse("account_code"), {"code": wrong})
    assert client.post(reverse("account_code"), {"code": code}).status_code == 422  # the right one comes too late


def test_a_code_asked_to_confirm_does_not_open(client: Client) -> None:
    a_resident(email="maelle@exemple.fr")
    code = ask_code(client, "maelle@exemple.fr")
    MailedCode.objects.update(purpose=MailedCode.Purpose.PROVE)
    assert client.post(reverse("account_code"), {"code": code}).status_code == 422


def test_the_database_does_not_hold_the_code(client: Client) -> None:
    code = ask_code(client, "maelle@exemple.fr")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mailed_code::text FROM residents_mailedcode AS mailed_code")
        assert code not in str(cursor.fetchall())
    assert code not in str(dict(client.session.items()))


def test_a_sixth_code_waits_and_says_until_when(client: Client) -> None:
    start = clock.now()
    for minute in range(5):
        with clock.at(start + timedelta(minutes=minute)):
            ask_code(client, "maelle@exemple.fr")
    with clock.at(start + timedelta(minutes=5)):
        response = client.post(reverse("account_login"), {"email": "maelle@exemple.fr"})
    assert response.status_code == 422
    assert "réessayez dans 5 minutes" in response.content.decode()
    assert 'value="maelle@exemple.fr"' in response.content.decode()
    with clock.at(start + timedelta(minutes=10, seconds=1)):
        ask_code(client, "maelle@exemple.fr")


def test_too_many_codes_from_one_place_wait_and_say_until_when(client: Client) -> None:
    for number in range(20):
        ask_code(client, f"personne{number}@exemple.fr")
    response = client.post(reverse("account_login"), {"email": "encore@exemple.fr"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60
    assert "Vous pourrez réessayer dans" in response.content.decode()
    assert len(mail.outbox) == 20


def test_an_address_that_is_none_is_kept_and_mended(client: Client) -> None:
    response = client.post(reverse("account_login"), {"email": "maelle@exemple"})
    assert response.status_code == 422
    assert 'value="maelle@exemple"' in response.content.decode()
    assert "prenom@exemple.fr" in response.content.decode()
    assert not mail.outbox


def test_a_wrong_joining_keeps_what_was_typed(client: Client) -> None:
    come_in(client, "maelle@exemple.fr")
    response = client.post(reverse("account_signup"), {"name": "Maëlle", "age": "15+"})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="Maëlle"' in page
    assert "cochez la case" in page
    assert not Resident.objects.exists()


def test_joining_needs_a_proved_address(client: Client) -> None:
    response = client.post(reverse("account_signup"), {"name": "Maëlle", "age": "15+", "terms": "on"})
    assert response["Location"] == reverse("account_login")
    assert not Resident.objects.exists()


def test_someone_under_fifteen_is_refused_kindly_and_nothing_is_kept(client: Client) -> None:
    come_in(client, "lucie@exemple.fr")
    response = client.post(reverse("account_signup"), {"name": "Lucie", "age": "under", "terms": "on"})
    assert response.status_code == 200
    assert "Nous n’avons rien gardé" in response.content.decode()
    assert not Resident.objects.exists()
    assert not MailedCode.objects.exists()
    assert not client.session.items()
    assert client.get(reverse("account_signup"))["Location"] == reverse("account_login")


def test_being_under_fifteen_is_heard_even_when_the_rest_is_wrong(client: Client) -> None:
    come_in(client, "lucie@exemple.fr")
    response = client.post(reverse("account_signup"), {"name": "", "age": "under"})
    assert "Nous n’avons rien gardé" in response.content.decode()


def answers(email: str) -> tuple[list[str], int, list[str]]:
    """All that someone sees who types an address, how many questions it costs the database, and the letter."""
    visitor = Client()
    mail.outbox.clear()
    with CaptureQueriesContext(connection) as queries:
        asked = visitor.post(reverse("account_login"), {"email": email})
    page = visitor.get(asked["Location"])
    wrong = visitor.post(asked["Location"], {"code": "00000000"})
    seen = [_without_what_varies(response, email) for response in (asked, page, wrong)]
    letters = [re.sub(r"\d{4} \d{4}", "CODE", f"{letter.subject}\n{letter.body}") for letter in mail.outbox]
    return seen, len(queries), letters


def _without_what_varies(response: object, email: str) -> str:
    text = f"{response.status_code} {getattr(response, 'url', '')} {response.content.decode()}"  # type: ignore[attr-defined]
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", text).replace(email, "ADDRESS")


def test_an_address_with_an_account_and_one_without_get_the_same_answer() -> None:
    a_resident(email="connue@exemple.fr")
    assert answers("connue@exemple.fr") == answers("inconnue@exemple.fr")


def test_a_suspended_person_and_one_who_left_get_the_same_answer_too() -> None:
    a_resident(email="suspendue@exemple.fr", suspended_at=datetime(2026, 1, 1, tzinfo=clock.now().tzinfo))
    assert answers("suspendue@exemple.fr") == answers("inconnue@exemple.fr")


def test_the_letter_speaks_french_and_names_the_site_by_its_own_address(client: Client) -> None:
    client.post(reverse("account_login"), {"email": "maelle@exemple.fr"}, headers={"host": "localhost"})
    letter = mail.outbox[-1]
    assert letter.subject.endswith("votre code pour entrer")
    assert "http://localhost:8000" in str(letter.body)
    assert letter.to == ["maelle@exemple.fr"]


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    response = client.post(
        reverse("account_login"), {"email": "maelle@exemple.fr"}, headers={"host": "mechant.example"}
    )
    assert response.status_code == 400
    assert not mail.outbox
