"""Exchanges and reviews for tests: `an_exchange()` is a loan between two neighbours that has just ended."""

from __future__ import annotations

from typing import Any

from maillage.listings.models import Mode
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.reviews import actions, windows
from maillage.reviews.actions import Said
from maillage.reviews.models import Activity, Answer, Exchange, Kind, Review


def an_exchange(giver: Resident | None = None, taker: Resident | None = None, **fields: Any) -> Exchange:
    giver = giver or a_resident("Maëlle")
    ended_at = fields.pop("ended_at", clock.now())
    values: dict[str, Any] = {
        "kind": Kind.BOOKING,
        "subject_id": new_id(),
        "title": "Perceuse à percussion",
        "mode": Mode.LOAN,
        "giver": giver,
        "taker": taker or a_resident("Yann"),
        "ended_at": ended_at,
        "closes_at": windows.closes_at(ended_at),
    }
    return Exchange.objects.create(**(values | fields))


def a_sale(seller: Resident, cents: int = 1000, **fields: Any) -> Exchange:
    paid: dict[str, Any] = {"kind": Kind.PROMISE, "mode": Mode.SALE, "activity": Activity.SALE, "price_cents": cents}
    paid |= {"title": "Un vélo", "sold_by": seller}
    return an_exchange(seller, **(paid | fields))


def said(answer: Answer = Answer.YES, words: str = "") -> Said:
    """The same answer to the three questions."""
    return Said(answer, answer, answer, words)


def a_review(
    author: Resident, exchange: Exchange, words: str = "Rendue propre.", answer: Answer = Answer.YES
) -> Review:
    """Written as people do, in time."""
    return actions.review(author, exchange, said(answer, words))


def a_revealed_review(about: Resident, author: Resident, words: str = "Rendue propre.", **fields: Any) -> Review:
    """Of an exchange of which both have spoken."""
    exchange = an_exchange(about, author, **fields)
    written = a_review(author, exchange, words)
    actions.thank(about, exchange)
    written.refresh_from_db()
    return written
