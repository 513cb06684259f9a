"""Access keys, in a real browser with a virtual authenticator (Chromium's, WebAuthn level 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from playwright.sync_api import Page, sync_playwright
from tests.browsing import PHONE, launch

from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident, a_role
from maillage.residents.tests.journeys import last_code

RECOVERY_CODES = re.compile(r"://[^/]+/compte/securite/codes-de-secours/$")
HOME = re.compile(r"://[^/]+/$")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, live_server: Any) -> Iterator[Page]:
    """A phone with a finger that is always right, on a site at localhost; anything the CSP stops fails the test."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)  # the site keeps no connection behind
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(base_url=live_server.url, viewport=PHONE, locale="fr-FR")
        page.set_default_timeout(15_000)
        authenticator = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        wire = page.context.new_cdp_session(page)
        wire.send("WebAuthn.enable")
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
        stopped: list[str] = []
        page.on("console", lambda line: stopped.append(line.text) if "Content Security Policy" in line.text else None)
        yield page
        browser.close()
    assert stopped == []


def someone(email: str, kind: str = "") -> Resident:
    """A resident, perhaps with a role; made in a thread of its own, for Playwright's loop runs in this one."""

    def make() -> Resident:
        try:
            resident = a_resident(email=email)
            if kind:
                a_role(resident, kind)
            return resident
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


def come_in_by_code(page: Page, resident: Resident) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Votre adresse électronique").fill(resident.email)
    page.get_by_role("button", name="Recevoir un code").click()
    page.wait_for_url("**/compte/connexion/code/")
    assert mail.outbox[-1].to == [resident.email]
    page.get_by_label("Le code reçu").fill(last_code())
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(re.compile(r"://[^/]+/$|/compte/securite/"))


def add_a_key(page: Page) -> None:
    page.goto("/compte/securite/cles/ajouter/")
    page.get_by_role("button", name="Ajouter").click()
    page.wait_for_url(RECOVERY_CODES)


def test_a_key_is_added_then_opens_the_account_alone(page: Page) -> None:
    come_in_by_code(page, someone("maelle@exemple.fr"))
    add_a_key(page)
    assert page.locator("main code").count() == 10
    page.goto("/compte/")
    page.get_by_role("button", name="Sortir de mon compte").click()
    page.wait_for_url(HOME)
    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Avec une clé d’accès").click()
    page.wait_for_url(HOME)
    page.goto("/compte/")
    assert "maelle@exemple.fr" in page.inner_text("main")


def test_a_key_is_the_second_factor_of_a_role(page: Page) -> None:
    come_in_by_code(page, someone("charge@exemple.fr", "agent"))
    assert "Votre rôle demande un second facteur" in page.inner_text("main")
    page.goto("/compte/securite/cles/ajouter/")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url(RECOVERY_CODES)
    page.goto("/compte/")
    assert "charge@exemple.fr" in page.inner_text("main")
