"""The pages: what they say, what they cost, and what a button refuses."""

from __future__ import annotations

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.platform.ids import new_id
from maillage.residents.models import Residence
from maillage.residents.proofs import codes
from maillage.residents.proofs.actions import desk, letters, sheets, vouching
from maillage.residents.proofs.models import Batch, Deed, Letter
from maillage.residents.proofs.tests.factories import JERZUAL, a_verified, an_agent, an_inhabitant, commune_of

pytestmark = pytest.mark.django_db
QUERIES = 8


def signed_in(person, *, factor: str = "code") -> Client:
    client = Client()
    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, method=factor, reauthenticated=True)
    request.session.save()
    return client


def key() -> dict[str, str]:
    return {"idempotency_key": str(new_id())}


def test_each_page_costs_few_questions_to_the_database():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    for number in range(3):
        voucher = a_verified(f"Voisin {number}")
        vouching.accept(voucher, vouching.ask(maelle, voucher)) if number == 0 else vouching.ask(maelle, voucher)
        sheets.prepare(agent, commune_of(agent), 5)
    letters.ask(maelle, "Le Goff")
    pages = {
        maelle: ("/compte/justification/", "/compte/garants/", "/compte/foyer/", "/compte/justification/guichet/"),
        agent: ("/mairie/domiciles/", "/mairie/domiciles/guichet/", "/mairie/domiciles/22050/structures/"),
    }
    for person, paths in pages.items():
        browser = signed_in(person, factor="mfa" if person == agent else "code")
        browser.get(paths[0])
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(path).status_code == 200
            assert len(asked) <= QUERIES, (path, [each["sql"][:90] for each in asked])


def test_a_qr_code_only_fills_the_form_and_the_button_uses_it():
    maelle, agent = an_inhabitant("Maëlle"), an_agent()
    text = sheets.print_once_more(agent, sheets.prepare(agent, commune_of(agent), 5))[0]
    browser = signed_in(maelle)
    assert text in browser.get("/compte/justification/", {"code": text}).content.decode()
    assert Residence.objects.get(resident=maelle).proof == Residence.Proof.NONE
    assert browser.post("/compte/justification/", {"code": text}).status_code == 302
    assert "Domicile vérifié" in browser.get(f"/voisins/{maelle.pk}/").content.decode()


def test_guessing_is_stopped_after_ten_tries():
    browser = signed_in(an_inhabitant("Maëlle"))
    answers = [browser.post("/compte/justification/", {"code": f"7KQ2M4PX9CD{n}"}).status_code for n in "23456789ACD"]
    assert answers == [422] * 10 + [429]


def test_neighbours_read_a_word_and_not_how():
    yann = an_inhabitant("Yann")
    page = signed_in(yann).get(f"/voisins/{a_verified('Maëlle', JERZUAL).pk}/").content.decode()
    assert "Domicile vérifié" in page
    assert "Jerzual" not in page
    assert "guichet" not in page


def test_an_agent_compares_a_line_and_decides():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    code = codes.text_of(desk.open_code(maelle))
    browser = signed_in(agent, factor="mfa")
    page = browser.post("/mairie/domiciles/guichet/", {"code": code}).content.decode()
    assert JERZUAL in page
    assert "Maëlle" not in page
    assert maelle.email not in page
    browser.post("/mairie/domiciles/guichet/decider/", {"code": code, "is_same": "yes"})
    assert Residence.objects.get(resident=maelle).proof == Residence.Proof.VERIFIED


def test_without_a_fresh_second_factor_no_address_is_shown():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    code = codes.text_of(desk.open_code(maelle))
    client = Client()
    client.force_login(agent)
    answer = client.post("/mairie/domiciles/guichet/", {"code": code})
    assert answer.status_code == 302
    assert not Deed.objects.exists()


def test_letters_come_as_a_pdf_that_no_cache_keeps_and_once():
    maelle, agent = an_inhabitant("Maëlle", JERZUAL), an_agent()
    signed_in(maelle).post("/compte/justification/lettre/", {"name_on_box": "Le Goff", **key()})
    assert Letter.objects.count() == 1
    browser = signed_in(agent, factor="mfa")
    office = browser.get("/mairie/domiciles/").content.decode()
    assert "1 lettre attend" in office
    assert "Jerzual" not in office
    answer = browser.post("/mairie/domiciles/22050/lettres/")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert browser.post("/mairie/domiciles/22050/lettres/").status_code == 302


def test_a_button_pressed_twice_makes_one_sheet():
    browser, form = signed_in(an_agent(), factor="mfa"), {"size": "5", **key()}
    for _ in range(2):
        assert browser.post("/mairie/domiciles/22050/feuilles/", form).status_code == 302
    assert Batch.objects.count() == 1


def test_an_agent_elsewhere_is_told_nothing():
    browser = signed_in(an_agent("77463"), factor="mfa")
    assert browser.post("/mairie/domiciles/22050/lettres/").status_code == 404
    assert browser.post("/mairie/domiciles/22050/documents/").status_code == 404
    assert browser.get("/mairie/domiciles/?commune=22050").content.decode().count("Thomery") >= 1
