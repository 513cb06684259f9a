"""One look at one page: how to get there, its picture, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from html5lib.html5parser import ParseError
from playwright.sync_api import Browser, Response, ViewportSize
from playwright.sync_api import Page as Tab

from maillage.demo.personas import MAIL_DOMAIN
from maillage.platform.tests.markup import Markup
from tests.browsing import DESK, PHONE
from tests.shots.pages import A_CARD, SEND, Fill, Page

TO_PROVE = "/compte/confirmer/"
NARROWEST: ViewportSize = {"width": 320, "height": 256}  # 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)


@dataclass(frozen=True)
class Look:
    """A window and a scheme of colours."""

    name: str
    viewport: ViewportSize
    scheme: Literal["light", "dark"]


LOOKS = (
    Look("390-light", PHONE, "light"),
    Look("390-dark", PHONE, "dark"),
    Look("1280-light", DESK, "light"),
    Look("1280-dark", DESK, "dark"),
)


@dataclass
class Seen:
    """What was found: each fault is a line that says where and what."""

    faults: list[str] = field(default_factory=list)


class Looker:
    """A browser that stays signed in as each persona of the demonstration, in one look."""

    def __init__(self, browser: Browser, address: str, look: Look) -> None:
        self._browser, self.address, self.look = browser, address, look
        self._states: dict[str, Path | dict[str, object]] = {}

    def see(self, page: Page, picture: Path | None = None) -> Seen:
        """Go to a page, look for faults, and keep its picture where one is wanted."""
        seen = Seen()
        with self.tab(page.who) as tab:
            tab.on(
                "console",
                lambda message: seen.faults.append(f"console: {message.text}") if _is_fault(message) else None,
            )
            tab.on("pageerror", lambda error: seen.faults.append(f"script: {error}"))
            answer = self._go(tab, page)
            if answer.status != page.status:
                seen.faults.append(f"answered {answer.status} instead of {page.status}")
                return seen
            seen.faults += self.faults_of(tab, answer, picture)
        return seen

    def faults_of(self, tab: Tab, answer: Response, picture: Path | None = None) -> list[str]:
        """What is wrong with the page that a tab shows. Leaves the window as narrow as can be."""
        faults = _invalid_html(answer)
        faults += [f"template: “{each}” is printed" for each in ("{#", "{%", "{{") if each in tab.inner_text("body")]
        faults += _violations(tab)
        if picture:
            picture.parent.mkdir(parents=True, exist_ok=True)
            # A window as tall as the page: what sticks to an edge is then where it belongs.
            height = tab.evaluate("document.documentElement.scrollHeight")
            tab.set_viewport_size({"width": self.look.viewport["width"], "height": height})
            tab.screenshot(path=picture, full_page=True)
        return faults + _overflow(tab)

    def _go(self, tab: Tab, page: Page) -> Response:
        answer = tab.goto(self.address + page.path)
        assert answer is not None
        if TO_PROVE in tab.url and not page.route.startswith("account_prove"):
            self._prove(tab, page.who)
            answer = tab.goto(self.address + page.path)
            assert answer is not None
        for step in page.follow:
            if isinstance(step, Fill):
                tab.fill(step.field, step.words or self.code(step.to))
                continue
            # What the browser would refuse to send is what the page must answer.
            tab.eval_on_selector_all("form", "forms => forms.forEach(form => { form.noValidate = true })")
            with tab.expect_navigation() as navigation:
                tab.locator(step).first.click()
            answer = navigation.value
        return answer

    def _prove(self, tab: Tab, who: str) -> None:
        """Show again that it is this persona, with a code: the page asked for needs a fresh proof."""
        with tab.expect_navigation():
            tab.locator(SEND).first.click()
        tab.fill("#id_code", self.code(f"{who}@{MAIL_DOMAIN}"))
        with tab.expect_navigation():
            tab.locator(SEND).first.click()

    def code(self, email: str) -> str:
        """The last code mailed there, read on the page where the demonstration keeps its e-mail."""
        with self.tab("") as reader:
            reader.goto(f"{self.address}/demonstration/courrier/?a={email}")
            with reader.expect_navigation():
                reader.locator(A_CARD).first.click()
            found = re.search(r"\b\d{4} \d{4}\b", reader.inner_text("main"))
            assert found is not None
            return found[0]

    @contextmanager
    def tab(self, who: str) -> Iterator[Tab]:
        context = self._browser.new_context(
            viewport=self.look.viewport,
            color_scheme=self.look.scheme,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            service_workers="block",
            storage_state=self._state(who) if who else None,  # type: ignore[arg-type]
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def _state(self, who: str) -> object:
        if who not in self._states:
            context = self._browser.new_context(locale="fr-FR")
            tab = context.new_page()
            tab.goto(self.address)
            with tab.expect_navigation():
                tab.click(f'form[action$="/devenir/{who}/"] button')
            tab.reload()  # the greeting is read: it shall not be on every picture
            self._states[who] = context.storage_state()  # type: ignore[assignment]
            context.close()
        return self._states[who]


def _is_fault(message: object) -> bool:
    """An error of the browser's console, other than the status of the page itself, which is checked apart."""
    text, kind = getattr(message, "text", ""), getattr(message, "type", "")
    return kind == "error" and "the server responded with a status of" not in text


def _invalid_html(answer: Response) -> list[str]:
    try:
        page = Markup(answer.text())
    except ParseError as error:
        return [f"HTML: {error}"]
    identifiers = list(page.ids())
    return [
        f"HTML: two elements have the id {each}" for each in sorted(set(identifiers)) if identifiers.count(each) > 1
    ]


def _violations(tab: Tab) -> list[str]:
    found = Axe().run(tab).response["violations"]
    return [f"axe: {each['id']}: {each['help']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def _overflow(tab: Tab) -> list[str]:
    tab.set_viewport_size(NARROWEST)
    width = tab.evaluate("document.documentElement.scrollWidth")
    return [f"width: {width} pixels in a window of {NARROWEST['width']}"] if width > NARROWEST["width"] else []
