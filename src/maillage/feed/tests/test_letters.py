"""What the letter says of a neighbourhood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.feed.letters import NEW_NEAR
from maillage.feed.tests.factories import an_entry
from maillage.notices import letters
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def test_it_says_what_is_new_near_with_who_and_how_far() -> None:
    maelle, yann = a_resident("Maëlle"), a_resident("Yann")
    entry = an_entry(yann, title="Une échelle")
    (item,) = NEW_NEAR.items(maelle, clock.now() - A_DAY)
    assert (item.title, item.path) == ("Une échelle", entry.url)
    assert item.note.startswith("Yann, ")


def test_what_is_nearest_comes_first_and_who_asks_is_told_from_who_offers() -> None:
    maelle = a_resident("Maëlle")
    an_entry(a_resident("Yann"), title="Une échelle", kind="loan")
    an_entry(a_resident("Loan", "22118"), title="Une remorque", kind="request")
    near, far = NEW_NEAR.items(maelle, clock.now() - A_DAY)
    assert (near.title, far.title) == ("Une échelle", "Une remorque")
    assert far.note.startswith("Loan cherche, ")


def test_neither_what_is_old_nor_one_s_own_nor_what_is_far_or_hidden() -> None:
    maelle, blocked = a_resident("Maëlle"), a_resident("Yann")
    with clock.at(clock.now() - 2 * A_DAY):
        an_entry(a_resident("Soizic"))
    an_entry(maelle)
    an_entry(a_resident("Loin", "77463"))
    an_entry(blocked)
    residents.block(maelle, blocked)
    assert NEW_NEAR.items(maelle, clock.now() - A_DAY) == []


def test_letters_have_it() -> None:
    assert NEW_NEAR in letters.sections()
