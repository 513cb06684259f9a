"""Joining in Thomery, asking, offering and answering: on a telephone, with scripts and without."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from maillage.platform import clock
from tests.browsing import PHONE
from tests.running import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@contextmanager
def somebody(browser: Browser, *, scripts: bool = True) -> Iterator[Page]:
    """A window of a telephone that nobody used before."""
    context = browser.new_context(
        viewport=PHONE,
        locale="fr-FR",
        java_script_enabled=scripts,
        service_workers="block",
    )
    context.set_default_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def press(page: Page, button: str) -> None:
    """Press a button that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def mistakes(page: Page) -> Locator:
    return page.get_by_role("alert")


def code_sent_to(email: str, browser: Browser, site: RunningSite) -> str:
    """Read on another device, at the page where the demonstration keeps its e-mail."""
    with somebody(browser, scripts=False) as reader:
        reader.goto(site.url("/"))
        reader.get_by_role("link", name="Voir les courriels").click()
        reader.get_by_label("Adresse du destinataire").fill(email)
        reader.get_by_role("button", name="Chercher", exact=True).click()
        reader.get_by_role("link", name="votre code").first.click()
        found = re.search(r"\b\d{4} \d{4}\b", reader.get_by_role("main").inner_text())
        assert found is not None
        return found[0]


def prove_the_address(page: Page, email: str, browser: Browser, site: RunningSite) -> None:
    page.goto(site.address)
    page.get_by_role("link", name="Rejoindre mes voisins").click()
    page.get_by_label("Votre adresse électronique").fill(email)
    press(page, "Recevoir un code")
    page.get_by_label("Le code reçu").fill("1234 5678")
    press(page, "Continuer")
    expect(mistakes(page)).to_contain_text("il vous reste 4 essais")
    page.get_by_label("Le code reçu").fill(code_sent_to(email, browser, site))
    press(page, "Continuer")


def say_who(page: Page, name: str) -> None:
    press(page, "Créer mon compte")
    expect(mistakes(page)).to_contain_text("3 choses à corriger")
    page.get_by_label("Comment vos voisins vous appelleront-ils").fill(name)
    page.get_by_label("15 ans ou plus").check()
    page.get_by_label("J’accepte les conditions d’utilisation").check()
    press(page, "Créer mon compte")


def settle_in_thomery(page: Page) -> None:
    """By an address whose street nobody knows here: the commune is enough, and what shows is said first."""
    page.get_by_label("Votre adresse, votre lieu-dit ou votre commune").fill("zzzz qqqq")
    press(page, "Chercher")
    expect(mistakes(page)).to_contain_text("Nous ne trouvons pas ce lieu")
    page.get_by_label("Votre adresse, votre lieu-dit ou votre commune").fill("12 rue des Lilas inconnus, 77810 Thomery")
    press(page, "Chercher")
    page.get_by_label("Thomery (77810)").check()
    press(page, "Continuer")
    expect(page.get_by_text("Vos voisins verront seulement « Thomery »")).to_be_visible()
    press(page, "J’habite là")


def join(page: Page, name: str, email: str, browser: Browser, site: RunningSite) -> None:
    prove_the_address(page, email, browser, site)
    say_who(page, name)
    settle_in_thomery(page)
    expect(title(page)).to_contain_text(f"Bonjour {name}")


def become(page: Page, name: str, site: RunningSite) -> None:
    page.goto(site.address)
    press(page, f"Devenir {name}")


def ask(page: Page, what: str) -> None:
    """In two steps, of which the second is refused once."""
    page.get_by_label("De quoi avez-vous besoin").fill(what)
    press(page, "Demander")
    press(page, "Continuer")
    page.get_by_label("Pour quel jour").fill(str(clock.today() - timedelta(days=2)))
    page.get_by_label("Un détail utile").fill("Je la rends **dimanche**.")
    press(page, "Envoyer ma demande")
    expect(mistakes(page)).to_contain_text("Ce jour est passé")
    expect(page.get_by_label("Un détail utile")).to_have_value("Je la rends **dimanche**.")
    page.get_by_label("Pour quel jour").fill(str(clock.today() + timedelta(days=3)))
    press(page, "Envoyer ma demande")
    expect(title(page)).to_have_text(what)
    expect(page.get_by_text("Les réponses arriveront dans vos messages")).to_be_visible()


def answer(page: Page, what: str, words: str) -> None:
    """From one's own page around, where the request of a neighbour came first."""
    page.get_by_role("main").get_by_role("link", name=what).first.click()
    press(page, "Je peux aider")
    expect(mistakes(page)).to_contain_text("Écrivez quelques mots")
    page.get_by_label("Votre message").fill(words)
    press(page, "Je peux aider")
    expect(said(page, words)).to_be_visible()


def said(page: Page, words: str) -> Locator:
    return page.get_by_role("listitem").get_by_text(words, exact=True)


def read_the_answer(page: Page, who: str, words: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Messages").click()
    page.get_by_role("main").get_by_role("link", name=who).click()
    expect(said(page, words)).to_be_visible()


def a_photo() -> FilePayload:
    stream = io.BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(stream, "JPEG")
    return {"name": "moi.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def test_a_newcomer_joins_in_thomery_on_a_telephone(browser: Browser, site: RunningSite) -> None:
    with somebody(browser) as odette:
        join(odette, "Odette", "odette@example.org", browser, site)
        odette.reload()
        expect(title(odette)).to_contain_text("Bonjour Odette")
        expect(odette.get_by_role("main").get_by_role("link", name="Répondre").first).to_be_visible()

        odette.get_by_role("navigation").get_by_role("link", name="Compte").click()
        expect(odette.get_by_text("Personne d’autre que vous ne voit cette ligne")).to_be_visible()
        odette.get_by_role("link", name="Modifier mon profil").click()
        fake: FilePayload = {"name": "moi.jpg", "mimeType": "image/jpeg", "buffer": b"<svg/>"}
        odette.get_by_label("Votre photo").set_input_files(fake)
        odette.get_by_label("Quelques mots sur vous").fill("J’arrive de Moret.")
        press(odette, "Enregistrer")
        expect(mistakes(odette)).to_contain_text("n’est pas une photo lisible")
        expect(odette.get_by_label("Quelques mots sur vous")).to_have_value("J’arrive de Moret.")
        odette.get_by_label("Votre photo").set_input_files(a_photo())
        press(odette, "Enregistrer")
        odette.get_by_role("link", name="Voir ma page").click()
        face = odette.get_by_role("main").locator("img.face")
        expect(face).to_be_visible()
        assert face.evaluate("image => image.naturalWidth") > 0


def test_without_scripts_one_joins_asks_offers_and_is_answered(browser: Browser, site: RunningSite) -> None:
    what, words = "Une échelle double pour les gouttières", "J’en ai une de 4 m, passez la prendre."
    with somebody(browser, scripts=False) as armel, somebody(browser, scripts=False) as colette:
        join(armel, "Armel", "armel@example.org", browser, site)
        ask(armel, what)

        become(colette, "Colette", site)
        expect(colette.get_by_role("main").get_by_text("Je la rends dimanche.")).to_be_visible()
        answer(colette, what, words)
        read_the_answer(armel, "Colette", words)
        armel.get_by_label("Votre message").fill("Merci, à samedi.")
        press(armel, "Envoyer")
        colette.reload()
        expect(said(colette, "Merci, à samedi.")).to_be_visible()

        armel.get_by_role("navigation").get_by_role("link", name="Publier").click()
        armel.get_by_role("link", name="Une offre").click()
        armel.get_by_role("link", name="Location").click()
        armel.get_by_label("En quelques mots").fill("Remorque bagagère")
        armel.get_by_label("Prix, en euros").fill("-8")
        press(armel, "Publier")
        expect(mistakes(armel)).to_contain_text("plus grand que zéro")
        armel.get_by_label("Prix, en euros").fill("8,50")
        press(armel, "Publier")
        expect(title(armel)).to_have_text("Remorque bagagère")
        expect(armel.get_by_role("main")).to_contain_text(re.compile(r"8,50\s€ la journée"))
        press(armel, "C’est fait")
        expect(armel.get_by_role("status")).to_contain_text("quitte les listes")
