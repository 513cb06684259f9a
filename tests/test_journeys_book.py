"""One lends, one borrows, a third comes too late: on three telephones, without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from maillage.platform import clock
from tests.running import RunningSite
from tests.test_journeys_talk import phone_of

pytestmark = pytest.mark.browser

TITLE = "Fendeuse à bûches, sept tonnes"


def offer(page: Page, site: RunningSite) -> str:
    """Lend something; the address of its page."""
    page.goto(site.url("/proposer/pret/"))
    page.get_by_label("En quelques mots").fill(TITLE)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url


def ask(page: Page, address: str, day: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Demander à l’emprunter").click()
    page.locator("#id_du").fill(day)
    page.locator("#id_words").fill("Pour deux stères, je passe avec la remorque.")
    page.get_by_role("button", name="Envoyer la demande").click()


def press(page: Page, name: str, then: str) -> None:
    """Come back to the page, press a button, and read where it stands."""
    page.reload()
    page.get_by_role("button", name=name, exact=True).click()
    standing(page, then)


def standing(page: Page, words: str) -> None:
    expect(page.locator(".standing h2")).to_have_text(words)


def test_a_loan_from_the_request_to_its_end_and_a_third_who_comes_too_late(browser: Browser, site: RunningSite) -> None:
    tomorrow = str(clock.today() + timedelta(days=1))
    with (
        phone_of("yann", browser, site, scripts=False) as yann,
        phone_of("maelle", browser, site, scripts=False) as maelle,
        phone_of("rozenn", browser, site, scripts=False) as third,
    ):
        address = offer(yann, site)
        ask(maelle, address, tomorrow)
        standing(maelle, "Vous attendez la réponse de Yann")
        yann.goto(site.url("/reservations/"))
        yann.get_by_role("link", name=TITLE).click()
        standing(yann, "Maëlle attend votre réponse")
        press(yann, "Accepter", "C’est convenu")

        ask(third, address, tomorrow)
        expect(third.get_by_role("alert")).to_contain_text("Ces dates viennent d’être prises")
        assert "Maëlle" not in third.inner_text("main")
        third.locator("#demander .panel a").first.click()
        assert third.locator("#id_du").input_value() not in ("", tomorrow)

        press(yann, "Je l’ai remis", "Vous l’avez remis")
        press(maelle, "Je l’ai reçu", "C’est chez vous")
        press(maelle, "Je l’ai rendu", "Vous l’avez rendu")
        press(yann, "C’est revenu", "C’est terminé")
        maelle.reload()
        standing(maelle, "C’est terminé")
        maelle.get_by_role("link", name="Écrire à Yann").click()
        expect(maelle.locator(".happening").last).to_contain_text("c’est terminé")
