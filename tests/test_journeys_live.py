"""Pages that hear what happens: with many tabs open, after a while away, and after an outage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.crashes.killing import kill
from tests.running import RunningSite
from tests.test_journeys_talk import answer, ask, phone_of, said, unread, write

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TABS = 8  # more than the six connections that a browser opens to one site
# Playwright shows every tab at once; what the browser tells a page that is put behind another is said in its place.
PUT = """isHidden => {
  Object.defineProperty(document, "hidden", { configurable: true, value: isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def put_behind(page: Page) -> None:
    page.evaluate(PUT, True)


def bring_to_front(page: Page) -> None:
    page.evaluate(PUT, False)


@contextmanager
def talking(browser: Browser, site: RunningSite, what: str) -> Iterator[tuple[Page, Page]]:
    """Maëlle, on the page of her conversation with Yann, and Yann on his."""
    with phone_of("maelle", browser, site) as maelle, phone_of("yann", browser, site) as yann:
        ask(maelle, what)
        answer(yann, what, "Bonjour !")
        maelle.goto(yann.url)
        expect(said(maelle, "Bonjour !")).to_be_visible()
        yield maelle, yann


def test_with_eight_tabs_open_the_ninth_still_hears(browser: Browser, site: RunningSite) -> None:
    with talking(browser, site, "Cherche une tente pour quatre") as (maelle, yann):
        conversation = maelle.url
        tabs = [maelle, *(maelle.context.new_page() for _tab in range(TABS))]
        for tab in tabs[:-1]:
            tab.goto(site.url("/compte/"))
            put_behind(tab)
        tabs[-1].goto(conversation)
        write(yann, "Vous me lisez ?")
        expect(said(tabs[-1], "Vous me lisez ?")).to_be_visible()


def test_what_was_said_while_a_page_was_behind_is_there_when_it_comes_back(browser: Browser, site: RunningSite) -> None:
    with talking(browser, site, "Cherche un vélo d’enfant") as (maelle, yann):
        elsewhere = maelle.context.new_page()
        elsewhere.goto(site.url("/compte/"))
        waiting = _number(elsewhere)
        for tab in (maelle, elsewhere):
            put_behind(tab)
        write(yann, "Il est rouge.")
        expect(said(yann, "Il est rouge.")).to_be_visible()
        maelle.wait_for_timeout(1000)
        expect(said(maelle, "Il est rouge.")).to_have_count(0)

        bring_to_front(elsewhere)
        expect(unread(elsewhere)).to_contain_text(str(waiting + 1))
        bring_to_front(maelle)
        expect(said(maelle, "Il est rouge.")).to_be_visible()


def test_after_an_outage_the_count_of_messages_is_right_again(browser: Browser, site: RunningSite) -> None:
    with talking(browser, site, "Cherche un barnum") as (maelle, yann):
        maelle.goto(site.url("/compte/"))
        waiting = _number(maelle)
        kill(site, "live")
        write(yann, "Il est chez mon frère.")
        expect(said(yann, "Il est chez mon frère.")).to_be_visible()
        # The process starts again, then the browser tries again, each in its own time.
        expect(unread(maelle)).to_contain_text(str(waiting + 1), timeout=30_000)


def _number(page: Page) -> int:
    """How many messages wait, as the page says."""
    words = unread(page).inner_text().split()
    return int(words[0]) if words else 0
