"""Joining, asking, offering and answering with the keyboard alone: every control is reached, and seen when it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.keyboard import choose, press, walk_to, write
from tests.running import RunningSite
from tests.test_journeys_join import a_photo, become, code_sent_to, mistakes, said, somebody, title

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def skip_to_content(page: Page) -> None:
    """The first press of Tab offers to pass over the frame of the page."""
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def mend_from_the_summary(page: Page) -> None:
    """After a refusal the summary has the focus, and its first line leads to the field."""
    expect(mistakes(page)).to_be_focused()
    walk_to(page, mistakes(page).get_by_role("link").first)
    page.keyboard.press("Enter")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_one_joins(browser: Browser, site: RunningSite) -> None:
    with somebody(browser) as page:
        page.goto(site.address)
        skip_to_content(page)
        press(page, page.get_by_role("link", name="Rejoindre mes voisins"))
        write(page, page.get_by_label("Votre adresse électronique"), "gaud@example.org")
        press(page, button(page, "Recevoir un code"))
        write(page, page.get_by_label("Le code reçu"), "1234 5678")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        mend_from_the_summary(page)
        expect(page.get_by_label("Le code reçu")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type(code_sent_to("gaud@example.org", browser, site))
        press(page, button(page, "Continuer"))

        press(page, button(page, "Créer mon compte"))
        mend_from_the_summary(page)
        expect(page.get_by_label("Comment vos voisins vous appelleront-ils")).to_be_focused()
        page.keyboard.type("Gaud")
        choose(page, page.get_by_label("15 ans ou plus"))
        choose(page, page.get_by_label("J’accepte les conditions d’utilisation"))
        press(page, button(page, "Créer mon compte"))

        write(page, page.get_by_label("Votre adresse, votre lieu-dit ou votre commune"), "Thomery")
        press(page, button(page, "Chercher"))
        choose(page, page.get_by_label("Thomery (77810)"))
        press(page, button(page, "Continuer"))
        press(page, button(page, "J’habite là"))
        expect(title(page)).to_contain_text("Bonjour Gaud")


def test_one_asks(browser: Browser, site: RunningSite) -> None:
    what = "Un coup de main pour une armoire"
    with somebody(browser) as page:
        become(page, "Colette", site)
        page.goto(site.address)
        skip_to_content(page)
        walk_to(page, page.get_by_label("De quoi avez-vous besoin"))
        page.keyboard.type(what)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_label("En quelques mots")).to_have_value(what)
        walk_to(page, page.get_by_role("button", name="Continuer"))
        with page.expect_navigation():
            page.keyboard.press("Enter")

        walk_to(page, page.get_by_label("Quelqu’un vient m’aider"))
        page.keyboard.press("Space")
        expect(page.get_by_label("Quelqu’un vient m’aider")).to_be_checked()
        walk_to(page, page.get_by_label("Les voisins proches"))
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Toute la commune")).to_be_checked()
        walk_to(page, page.get_by_label("Un détail utile"))
        page.keyboard.type("Elle est lourde.")
        walk_to(page, page.get_by_role("button", name="Envoyer ma demande"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(title(page)).to_have_text(what)
        walk_to(page, page.get_by_role("navigation").get_by_role("link", name="Accueil"))  # nothing holds the focus


def test_one_offers_with_a_photo(browser: Browser, site: RunningSite) -> None:
    with somebody(browser) as page:
        become(page, "Colette", site)
        press(page, page.get_by_role("navigation").get_by_role("link", name="Publier"), backwards=True)
        skip_to_content(page)
        press(page, page.get_by_role("link", name="Une offre"))
        press(page, page.get_by_role("link", name="Location"))
        write(page, page.get_by_label("En quelques mots"), "Remorque bagagère")
        walk_to(page, page.locator("input[type=file]"))
        # The window that Enter opens there is the browser's own, one at a time for all its pages.
        page.locator("input[type=file]").set_input_files(a_photo())
        write(page, page.get_by_label("Prix, en euros"), "-8")
        press(page, button(page, "Publier"))
        mend_from_the_summary(page)
        expect(page.get_by_label("Prix, en euros")).to_be_focused()
        page.keyboard.press("Control+A")
        page.keyboard.type("8,50")
        press(page, button(page, "Publier"))
        expect(title(page)).to_have_text("Remorque bagagère")
        expect(page.locator("img.photo-wide")).to_be_visible()


def test_one_answers_and_talks(browser: Browser, site: RunningSite) -> None:
    what = "Une brouette pour le compost"
    with somebody(browser) as maelle, somebody(browser) as yann:
        become(maelle, "Maëlle", site)
        maelle.goto(site.url("/demander/?title=Une+brouette+pour+le+compost&category=garden-tools&step=who"))
        press(maelle, button(maelle, "Envoyer ma demande"))
        become(yann, "Yann", site)
        press(yann, yann.get_by_role("main").get_by_role("link", name=what, exact=True).first)
        press(yann, button(yann, "Je peux aider"))
        mend_from_the_summary(yann)
        expect(yann.get_by_label("Votre message")).to_be_focused()
        yann.keyboard.type("La mienne est libre.")
        press(yann, button(yann, "Je peux aider"))

        press(maelle, maelle.get_by_role("navigation").get_by_role("link", name="Messages"), backwards=True)
        press(maelle, maelle.locator(".talks a").first)
        expect(said(maelle, "La mienne est libre.")).to_be_visible()
        write(maelle, maelle.get_by_label("Votre message"), "Merci !")
        walk_to(maelle, button(maelle, "Envoyer"))
        maelle.keyboard.press("Enter")
        expect(said(maelle, "Merci !")).to_be_visible()
        expect(maelle.get_by_label("Votre message")).to_be_focused()  # one writes on
        expect(maelle.get_by_role("list").filter(has=said(maelle, "Merci !")).last).to_have_attribute(
            "aria-live", "polite"
        )
        maelle.keyboard.type("Je passe samedi.")
        walk_to(maelle, button(maelle, "Envoyer"))
        maelle.keyboard.press("Enter")
        expect(said(yann, "Je passe samedi.")).to_be_visible()


def test_one_borrows_and_thanks(browser: Browser, site: RunningSite) -> None:
    with somebody(browser) as maelle, somebody(browser) as yann:
        become(maelle, "Maëlle", site)
        become(yann, "Yann", site)
        yann.goto(site.url("/proposer/pret/"))
        yann.get_by_label("En quelques mots").fill("Presse à pommes")
        button(yann, "Publier").click()
        maelle.goto(yann.url)
        press(maelle, maelle.get_by_role("link", name="Demander à l’emprunter"))
        skip_to_content(maelle)
        press(maelle, maelle.locator(".month-day.free a").last)  # a day, then the next month or the fields
        expect(maelle.locator("#id_du")).not_to_have_value("")
        walk_to(maelle, maelle.get_by_label("Quelques mots"))
        maelle.keyboard.type("Pour deux cageots.")
        press(maelle, button(maelle, "Envoyer la demande"))
        expect(title(maelle)).to_have_text("Presse à pommes")

        maelle.goto(site.url("/avis/"))
        press(maelle, maelle.get_by_role("main").locator(".lines a").first)
        for question in maelle.locator("main fieldset").all():
            choose(maelle, question.get_by_label("Oui"))
        walk_to(maelle, maelle.get_by_label("Quelques mots"))
        maelle.keyboard.type("Tout était prêt.")
        press(maelle, button(maelle, "Donner cet avis"))
        expect(maelle.get_by_role("main")).to_contain_text("Tout était prêt.")


def test_back_on_a_refused_form_one_finds_what_was_written(browser: Browser, site: RunningSite) -> None:
    with somebody(browser) as page:
        become(page, "Colette", site)
        page.goto(site.url("/proposer/location/"))
        page.get_by_label("En quelques mots").fill("Remorque bagagère")
        with page.expect_navigation():
            button(page, "Publier").click()
        expect(mistakes(page)).to_be_visible()
        page.get_by_label("Prix, en euros").fill("8,50")
        page.get_by_role("link", name="Aide", exact=True).click()
        page.go_back()
        expect(page.get_by_label("En quelques mots")).to_have_value("Remorque bagagère")
        expect(page.get_by_label("Prix, en euros")).to_have_value("8,50")


def test_more_of_a_list_is_read_from_where_it_went_on(browser: Browser, site: RunningSite) -> None:
    with somebody(browser) as page:
        page.goto(site.url("/annonces/"))
        shown = page.locator("ul.feed > li")
        before = shown.count()
        page.get_by_role("link", name="Voir plus").focus()
        page.keyboard.press("Enter")
        expect(shown.nth(before)).to_be_focused()
        page.keyboard.press("Tab")
        expect(shown.nth(before).get_by_role("link").first).to_be_focused()
