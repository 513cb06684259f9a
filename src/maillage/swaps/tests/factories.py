"""Swaps for tests, proposed the way people propose them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maillage.listings.models import Listing, Mode
from maillage.listings.tests.factories import a_listing
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions
from maillage.swaps.actions import Terms
from maillage.swaps.models import Swap


def an_offer(author: Resident | None = None, title: str = "Vélo", **fields: Any) -> Listing:
    return a_listing(
        author, **({"mode": Mode.SWAP, "title": title, "category": "other", "in_return": "À voir"} | fields)
    )


def terms(mine: Sequence[Listing], yours: Sequence[Listing], balance_cents: int = 0, words: str = "") -> Terms:
    return Terms(
        mine=[each.pk for each in mine], yours=[each.pk for each in yours], balance_cents=balance_cents, words=words
    )


def a_swap(
    proposer: Resident | None = None,
    other: Resident | None = None,
    mine: Sequence[Listing] = (),
    yours: Sequence[Listing] = (),
    **said: Any,
) -> Swap:
    """Proposed by Maëlle to Yann unless told, each with one offer of theirs."""
    proposer, other = proposer or a_resident("Maëlle"), other or a_resident("Yann")
    mine, yours = mine or [an_offer(proposer, "Table")], yours or [an_offer(other, "Vélo")]
    return actions.propose(proposer, other, terms(mine, yours, **said))


def an_accepted_swap(proposer: Resident | None = None, other: Resident | None = None, **said: Any) -> Swap:
    swap = a_swap(proposer, other, **said)
    return actions.accept(swap.other, swap)
