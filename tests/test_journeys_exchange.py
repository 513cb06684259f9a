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
        phone_of("rozenn", browser, site, scripts=False) as rozenn,
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


def publish(page: Page, site: RunningSite, mode: str, title: str, in_return: str = "") -> str:
    """Offer something; the address of its page."""
    page.goto(site.url(f"/proposer/{mode}/"))
    page.get_by_label("En quelques mots").fill(title)
    if in_return:
        page.get_by_label("Ce que vous prendriez en échange").fill(in_return)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def open_what_waits(page: Page, site: RunningSite, words: str) -> None:
    """From the list of what concerns one, as one who had no letter."""
    page.goto(site.url("/vous-concerne/"))
    page.locator("#told a").filter(has_text=words).first.click()


def click(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def test_a_promise_that_is_broken_goes_to_the_next_and_a_swap_is_bargained(browser: Browser, site: RunningSite) -> None:
    cot, cutting, mould = "Lit à barreaux de grand-mère", "Bouture de figuier blanc", "Moule à cannelés en cuivre"
    with (
        phone_of("yann", browser, site, scripts=False) as yann,
        phone_of("maelle", browser, site, scripts=False) as maelle,
        phone_of("karim", browser, site, scripts=False) as karim,
    ):
        address = publish(yann, site, "don", cot)
        for neighbour, place in ((maelle, "Vous êtes en tête de la file"), (karim, "Vous êtes 2e dans la file")):
            neighbour.goto(address)
            click(neighbour, "Demander à le recevoir")
            says(neighbour, place)
        open_what_waits(yann, site, f"Maëlle voudrait « {cot}")
        click(yann, "Promettre à Maëlle")
        open_what_waits(maelle, site, f"Yann vous promet « {cot}")
        maelle.get_by_text("Y renoncer").first.click()
        click(maelle, "Y renoncer")
        says(maelle, "l’annonce est de nouveau en ligne")
        open_what_waits(yann, site, f"« {cot} » est de nouveau libre")
        click(yann, "Promettre à Karim")
        open_what_waits(karim, site, f"Yann vous promet « {cot}")
        click(karim, "Je l’ai reçu")
        open_what_waits(yann, site, f"Karim dit avoir reçu « {cot}")
        click(yann, "C’est remis")
        says(yann, "C’est fait. Merci à vous deux.")

        address = publish(yann, site, "troc", cutting, "Quelque chose pour la cuisine")
        publish(maelle, site, "troc", mould, "Des plantes")
        maelle.goto(address)
        maelle.get_by_role("link", name="Proposer un troc").click()
        maelle.get_by_label(mould).check()
        click(maelle, "Proposer ce troc")
        open_what_waits(yann, site, f"Maëlle vous propose un troc : « {mould} » contre « {cutting}")
        yann.get_by_role("link", name="Proposer autre chose").click()
        yann.get_by_label("Maëlle me remet une somme").check()
        yann.get_by_label("Montant du complément").fill("5")
        click(yann, "Envoyer cette proposition")
        open_what_waits(maelle, site, "Yann vous propose autre chose")
        says(maelle, "Vous remettez 5 € à Yann.")
        click(maelle, "Accepter ce troc")
        maelle.goto(address)
        says(maelle, "On ne peut plus répondre à cette annonce.")
        open_what_waits(yann, site, f"Maëlle accepte le troc : « {mould}")
        click(yann, "Le troc est fait")
        open_what_waits(maelle, site, "Yann dit que le troc est fait")
        click(maelle, "Le troc est fait")
        says(maelle, "Le troc est fait. Merci à vous deux.")


def test_what_comes_back_damaged_is_settled_with_a_host(browser: Browser, site: RunningSite) -> None:
    raclette = "Appareil à raclette de fête"
    with (
        phone_of("karim", browser, site, scripts=False) as karim,
        phone_of("yann", browser, site, scripts=False) as yann,
        phone_of("rozenn", browser, site, scripts=False) as rozenn,
    ):
        ask(yann, publish(karim, site, "pret", raclette), str(clock.today() + timedelta(days=1)))
        open_what_waits(karim, site, f"Yann demande « {raclette}")
        booking = karim.url
        click(karim, "Accepter")
        karim.get_by_role("link", name="Préciser d’abord").click()
        karim.get_by_label("Valeur déclarée").fill("60")
        karim.get_by_label("État").fill("Huit poêlons, une prise neuve.")
        click(karim, "Proposer l’accord")
        open_what_waits(yann, site, f"Karim propose un accord pour « {raclette}")
        says(yann, "Huit poêlons, une prise neuve.")
        click(yann, "Confirmer l’accord")
        for person, button in ((karim, "Je l’ai remis"), (yann, "Je l’ai reçu"), (yann, "Je l’ai rendu")):
            person.goto(booking)
            click(person, button)

        karim.goto(booking)
        karim.get_by_role("link", name="Lire l’accord").click()
        karim.get_by_role("link", name="Dire ce qui ne va pas").click()
        karim.get_by_label("C’est abîmé").check()
        karim.get_by_label("Ce qui s’est passé").fill("Deux poêlons sont rayés.")
        karim.get_by_label("Le remplacer").check()
        click(karim, "Le dire à l’autre")
        open_what_waits(yann, site, f"Karim signale une difficulté avec « {raclette}")
        says(yann, "Deux poêlons sont rayés.")
        yann.get_by_text("Répondre autrement").click()
        yann.get_by_label("Votre réponse").fill("Ils l’étaient déjà un peu.")
        yann.get_by_label("Rien : c’était pour le dire").check()
        click(yann, "Répondre")
        open_what_waits(karim, site, "Yann répond au sujet de la difficulté")
        click(karim, "Demander un médiateur")

        open_what_waits(rozenn, site, f"médiateur au sujet de « {raclette}")
        assert "rayés" not in rozenn.inner_text("main")
        click(rozenn, "Je m’en occupe")
        says(rozenn, "Ils l’étaient déjà un peu.")
        rozenn.get_by_label("Ce que vous proposez, et pourquoi").fill("Partagez le prix de deux poêlons.")
        rozenn.get_by_label("Un dédommagement").check()
        rozenn.get_by_label("Montant du dédommagement").fill("8")
        click(rozenn, "Proposer aux deux")
        for person in (yann, karim):
            open_what_waits(person, site, f"Rozenn propose une solution pour « {raclette}")
            person.get_by_role("button", name="D’accord : Un dédommagement de 8 €").click()
        says(karim, "C’est écrit ici, et gardé avec l’accord.")
        karim.goto(booking)
        press(karim, "C’est revenu", "C’est terminé")
