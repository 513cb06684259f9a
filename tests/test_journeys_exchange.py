"""An exchange from the request to the thanks, on telephones, and the letters that say it to each."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from maillage.demo.personas import MAIL_DOMAIN
from maillage.platform import clock
from tests import post
from tests.running import RunningSite
from tests.test_journeys_book import ask, press, standing
from tests.test_journeys_join import a_photo
from tests.test_journeys_talk import phone_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE = "Nettoyeur haute pression, lance comprise"


def in_days(days: int, hour: int) -> datetime:
    """That hour, in the zone of the site's people."""
    return timezone.make_aware(datetime.combine(clock.today() + timedelta(days=days), time(hour)))


def offer(page: Page, site: RunningSite) -> None:
    page.goto(site.url("/proposer/pret/"))
    page.get_by_label("En quelques mots").fill(TITLE)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def find(page: Page, site: RunningSite) -> str:
    """Look for it as one would; its address."""
    page.goto(site.url("/recherche/"))
    page.get_by_role("main").get_by_role("searchbox").fill("nettoyeur haute pression")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=TITLE, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page.url


def letters_of(page: Page, site: RunningSite, who: str) -> Locator:
    """The subjects of what a persona received, the last first."""
    page.goto(site.url(f"/demonstration/courrier/?a={who}@{MAIL_DOMAIN}"))
    return page.locator(".card-title a")


def read(page: Page, letter: Locator) -> str:
    """Open a letter and read it: its text, after a look at its formatted version, which says the same of TITLE."""
    letter.first.click()
    text = page.locator("article").inner_text()
    address = page.url
    page.get_by_role("link", name="Voir la version mise en page").click()
    expect(page.get_by_text(TITLE).first).to_be_visible()
    page.goto(address)
    return text


def line_of(text: str) -> str:
    """What a letter says of TITLE first."""
    return next(line for line in text.splitlines() if TITLE in line)


def follow(page: Page, path: str) -> None:
    """The first link of the letter in view that leads there."""
    page.locator(f"article a[href*='{path}']").first.click()


def choose(page: Page, answer: str) -> None:
    page.get_by_label(answer, exact=True).first.check()


def test_from_the_request_to_the_thanks_and_the_letters_of_each(browser: Browser, site: RunningSite) -> None:
    day = str(clock.today() + timedelta(days=1))
    with (
        phone_of("yann", browser, site) as yann,
        phone_of("maelle", browser, site) as maelle,
        phone_of("rozenn", browser, site) as rozenn,
    ):
        offer(yann, site)
        address = find(maelle, site)
        ask(maelle, address, day)
        standing(maelle, "Vous attendez la réponse de Yann")
        booking = maelle.url.partition("#")[0]

        post.letters_leave(site, in_days(1, hour=9))
        letter = read(yann, letters_of(yann, site, "yann"))
        assert "Maëlle demande" in line_of(letter)
        follow(yann, "/reservations/")
        standing(yann, "Maëlle attend votre réponse")
        press(yann, "Accepter", "C’est convenu")
        yann.get_by_role("button", name="Faire l’accord").click()
        expect(yann.get_by_role("main")).to_contain_text("Il reste à l’autre personne à le confirmer")

        ask(rozenn, address, day)
        expect(rozenn.get_by_role("alert")).to_contain_text("Ces dates viennent d’être prises")
        assert "Maëlle" not in rozenn.inner_text("main")
        expect(rozenn.get_by_label("Quelques mots")).to_have_value("Pour deux stères, je passe avec la remorque.")
        expect(rozenn.locator("#id_du")).to_have_value(day)

        post.leaves_at_once(site, in_days(1, hour=10))
        told = letters_of(maelle, site, "maelle").filter(has_text=TITLE)
        expect(told).to_have_count(2)
        assert "est à vous" in read(maelle, told.filter(has_text="Yann accepte"))
        letters_of(maelle, site, "maelle")
        assert "relisez-le et confirmez" in read(maelle, told.filter(has_text="propose un accord"))
        follow(maelle, "/accords/")
        maelle.get_by_role("button", name="Confirmer l’accord").click()
        expect(maelle.get_by_role("alert").or_(maelle.get_by_role("status")).first).to_contain_text("en vigueur")
        agreement = maelle.url

        yann.goto(agreement)
        yann.get_by_role("link", name="Confirmer la remise").click()
        choose(yann, "Autrement : je le dis ci-dessous")
        yann.get_by_label("Ce que vous avez vu").fill("Une éraflure sur le capot.")
        yann.locator("input[type=file]").set_input_files(a_photo())
        yann.get_by_role("button", name="Confirmer la remise").click()
        expect(yann.get_by_role("main")).to_contain_text("Une éraflure sur le capot.")

        maelle.goto(booking)
        standing(maelle, "Yann dit vous l’avoir remis")
        press(maelle, "Je l’ai reçu", "C’est chez vous")
        maelle.get_by_role("link", name="Lire l’accord").click()
        expect(maelle.locator(".photo-row img")).to_be_visible()
        maelle.goto(booking)
        press(maelle, "Je l’ai rendu", "Vous l’avez rendu")

        yann.goto(agreement)
        yann.get_by_role("link", name="Confirmer le retour").click()
        choose(yann, "Comme dans l’accord")
        yann.get_by_role("button", name="Confirmer le retour").click()
        standing(yann, "C’est terminé")
        yann.get_by_role("link", name="Dire merci").click()
        yann.get_by_role("button", name="Dire merci, simplement").click()
        expect(yann.get_by_role("main")).to_contain_text("Personne ne le lit avant que l’autre ait répondu")

        maelle.goto(site.url("/avis/"))
        expect(maelle.locator(".quotes").first).not_to_contain_text(TITLE)
        maelle.goto(booking)
        maelle.get_by_role("link", name="Dire merci").click()
        for question in maelle.locator("main fieldset").all():
            question.get_by_label("Oui").check()
        maelle.get_by_label("Quelques mots").fill("Yann est arrangeant, et sa lance marche fort.")
        maelle.get_by_role("button", name="Donner cet avis").click()
        expect(maelle.get_by_role("main")).to_contain_text("vous avez parlé tous les deux")
        expect(maelle.locator(".quotes li").filter(has_text=TITLE).first).to_contain_text("Merci !")

        post.letters_leave(site, in_days(2, hour=9))
        assert "Ce qui est dit de vous" in line_of(read(yann, letters_of(yann, site, "yann")))
        follow(yann, "/avis/")
        expect(yann.locator(".quotes").first).to_contain_text("Yann est arrangeant, et sa lance marche fort.")
        for line in read(rozenn, letters_of(rozenn, site, "rozenn")).splitlines():
            assert "Maëlle" not in line or TITLE not in line
