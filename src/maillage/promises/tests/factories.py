"""Gifts, sales and claims for tests, made the way people make them."""

from __future__ import annotations

from typing import Any

from maillage.listings.models import Listing, Mode
from maillage.listings.tests.factories import a_listing
from maillage.promises import actions
from maillage.promises.models import Claim
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident


def a_gift(author: Resident | None = None, **fields: Any) -> Listing:
    given = {"mode": Mode.GIFT, "title": "Lit de bébé", "category": "other"}
    return a_listing(author, **(given | fields))


def a_sale(author: Resident | None = None, price_cents: int = 2000, **fields: Any) -> Listing:
    return a_gift(author, **{"mode": Mode.SALE, "title": "Vélo", "price_cents": price_cents} | fields)


def a_claim(claimant: Resident | None = None, listing: Listing | None = None, words: str = "") -> Claim:
    return actions.claim(claimant or a_resident("Maëlle"), listing or a_gift(a_resident("Yann")), words=words)


def a_promise(claimant: Resident | None = None, listing: Listing | None = None) -> Claim:
    claim = a_claim(claimant, listing)
    return actions.promise(claim.listing.author, claim)
