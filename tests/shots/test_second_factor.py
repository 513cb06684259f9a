"""The pages that only a person with a password and a second factor reaches, on the way that leads to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from maillage.residents.tests.factors import totp_code
from tests.shots.looking import Looker
from tests.shots.pages import SEND

PASSWORD = "un-mot-de-passe-assez-long"


class Walk:
    """One tab, and what was found wrong on its pages."""

    def __init__(self, looker: Looker, tab: Tab, pictures: Path | None) -> None:
        self.looker, self.tab, self._pictures = looker, tab, pictures
        self.faults: list[str] = []

    def go(self, path: str, name: str = "") -> None:
        """To an address; `name` is that of its picture, for a page that is to be looked at."""
        self._at(self.tab.goto(self.looker.address + path), name)

    def send(self, name: str = "") -> None:
        with self.tab.expect_navigation() as navigation:
            self.tab.locator(SEND).first.click()
        self._at(navigation.value, name)

    def _at(self, answer: object, name: str) -> None:
        if not name:
            return
        look = self.looker.look
        picture = self._pictures / f"{name}-{look.name}.png" if self._pictures else None
        self.faults += [f"{name}: {look.name}: {each}" for each in self.looker.faults_of(self.tab, answer, picture)]
        self.tab.set_viewport_size(look.viewport)


def join(walk: Walk, email: str) -> None:
    tab = walk.tab
    walk.go("/compte/connexion/")
    tab.fill("#id_email", email)
    walk.send()
    tab.fill("#id_code", walk.looker.code(email))
    walk.send()
    tab.fill("#id_name", "Enora")
    tab.check("[name=age][value='15+']")
    tab.check("#id_terms")
    walk.send()


@pytest.mark.browser
@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_nothing_is_wrong_on_the_way_to_a_second_factor(
    number: int, lookers: dict[str, Looker], pictures: Path | None
) -> None:
    if number >= len(lookers):
        pytest.skip("a look for pictures alone")
    looker = list(lookers.values())[number]
    email = f"enora.{looker.look.name}@example.org"
    with looker.tab("") as tab:
        walk = Walk(looker, tab, pictures)
        join(walk, email)
        walk.go("/compte/securite/mot-de-passe/")
        tab.fill("#id_password", PASSWORD)
        walk.send()
        walk.go("/compte/confirmer/mot-de-passe/", "account_reauthenticate")
        walk.go("/compte/securite/application/")
        tab.fill("#id_code", totp_code(tab.locator("main code").inner_text()))
        walk.send("mfa_view_recovery_codes")
        [spare, *_more] = tab.locator("main li code").all_inner_texts()
        walk.go("/compte/securite/codes-de-secours/nouveaux/", "mfa_generate_recovery_codes")
        walk.go("/compte/securite/application/retirer/", "mfa_deactivate_totp")
        walk.go("/compte/confirmer/second-facteur/", "mfa_reauthenticate")
        walk.go("/compte/deconnexion/")
        walk.send()
        walk.go("/compte/connexion/mot-de-passe/")
        tab.fill("#id_login", email)
        tab.fill("#id_password", PASSWORD)
        walk.send("mfa_authenticate")
        tab.fill("#id_code", "000000")
        walk.send("mfa_authenticate-wrong")
        tab.fill("#id_code", spare)
        walk.send()
        assert "/compte/connexion/" not in tab.url, (spare, tab.inner_text("main"))
    assert not walk.faults, "\n".join(walk.faults)
