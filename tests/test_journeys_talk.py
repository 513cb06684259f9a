"""Asking, answering and talking, as two neighbours do on their telephones, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsing import PHONE
from tests.running import RunningSite

pytestmark = pytest.mark.browser


@contextmanager
def phone_of(persona: str, browser: Browser, site: RunningSite, *, scripts: bool = True) -> Iterator[Page]:
    """The page of a persona of the demonstration who has just come in."""
    context = browser.new_context(
        viewport=PHONE,
        locale="fr-FR",
        java_script_enabled=scripts,
        service_workers="block",
    )
    context.set_default_timeout(20_000)
    try:
        page = context.new_page()
        page.goto(site.address)
        with page.expect_navigation():
            page.locator(f'form[action$="/devenir/{persona}/"] button').click()
        yield page
    finally:
        context.close()


def ask(page: Page, title: str) -> None:
    """From the one field of the home page to the listing, in two steps."""
    page.get_by_label("De quoi avez-vous besoin").fill(title)
    page.get_by_role("button", name="Demander", exact=True).click()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def answer(page: Page, title: str, words: str) -> None:
    """From the card on the home page to the conversation that the answer opens."""
    page.reload()
    page.get_by_role("link", name=title, exact=True).first.click()
    page.get_by_label("Votre message").fill(words)
    page.locator("#repondre button").click()
    expect(said(page, words)).to_have_count(1)


def said(page: Page, words: str) -> Locator:
    return page.locator(".message-text").get_by_text(words, exact=True)


def write(page: Page, words: str, *, clicks: int = 1) -> None:
    page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click(click_count=clicks)


def unread(page: Page) -> Locator:
    return page.locator("#unread-tabs")


def test_what_one_says_appears_to_the_other_without_reloading(browser: Browser, site: RunningSite) -> None:
    title = "Cherche une remorque bâchée pour samedi"
    with phone_of("maelle", browser, site) as maelle, phone_of("yann", browser, site) as yann:
        ask(maelle, title)
        waiting = int(unread(maelle).inner_text().split()[0])
        answer(yann, title, "J’ai ce qu’il vous faut.")
        expect(unread(maelle)).to_contain_text(str(waiting + 1))

        maelle.get_by_role("link", name="Messages").last.click()
        maelle.locator(".talks a").first.click()
        expect(said(maelle, "J’ai ce qu’il vous faut.")).to_be_visible()
        expect(yann.locator(".message.mine .message-foot")).to_contain_text("lu")
        expect(unread(maelle)).to_be_visible(visible=waiting > 0)

        maelle.evaluate("window.isTheSamePage = true")
        write(yann, "Samedi à 9 h ?")
        expect(said(maelle, "Samedi à 9 h ?")).to_be_visible()
        assert maelle.evaluate("window.isTheSamePage")

        write(maelle, "Parfait, merci !", clicks=2)
        expect(maelle.get_by_label("Votre message")).to_have_value("")
        expect(said(yann, "Parfait, merci !")).to_be_visible()
        for page in (maelle, yann):
            expect(said(page, "Parfait, merci !")).to_have_count(1)
            expect(page.locator(".compose")).to_have_count(1)
        for page in (maelle, yann):
            page.reload()
            expect(said(page, "Parfait, merci !")).to_have_count(1)


def test_without_scripts_they_talk_as_well_and_reload_to_see(browser: Browser, site: RunningSite) -> None:
    title = "Cherche un escabeau pour dimanche"
    with (
        phone_of("maelle", browser, site, scripts=False) as maelle,
        phone_of("yann", browser, site, scripts=False) as yann,
    ):
        ask(maelle, title)
        answer(yann, title, "Le mien est à vous.")
        maelle.get_by_role("link", name="Messages").last.click()
        maelle.locator(".talks a").first.click()
        expect(said(maelle, "Le mien est à vous.")).to_be_visible()

        write(maelle, "Je passe à midi.", clicks=2)
        expect(said(maelle, "Je passe à midi.")).to_have_count(1)
        expect(said(yann, "Je passe à midi.")).to_have_count(0)
        yann.reload()
        expect(said(yann, "Je passe à midi.")).to_have_count(1)
