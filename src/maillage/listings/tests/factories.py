"""Listings for tests: `a_listing(title="Une échelle")` is a loan, open, for the neighbours of a new resident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from maillage.feed.models import Audience
from maillage.listings import freshness
from maillage.listings.models import Intent, Listing, Mode, Question, State
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.territory import cells, horizons


def a_listing(author: Resident | None = None, **fields: Any) -> Listing:
    """An open loan of `author` (a new settled resident) as the database holds it, without its entry on the feed.

    For one on the feed too, use `listings.actions.publish`.
    """
    author = author or a_resident()
    assert author.cell is not None, "only the settled publish"
    point_cell = fields.pop("point_cell", author.cell)
    point = cells.point_cells(point_cell)
    values: dict[str, Any] = {
        "author": author,
        "intent": Intent.OFFER,
        "mode": Mode.LOAN,
        "category": "drills",
        "title": "Perceuse à percussion",
        "text": "Elle perce le béton. Rendez-la propre.",
        "commune_id": author.commune_id,
        "point_cell": point_cell,
        "cell_8": point.cell_8,
        "cell_7": point.cell_7,
        "cell_6": point.cell_6,
        "cell_5": point.cell_5,
        "audience": Audience.NEIGHBOURS,
        "reach_step": horizons.of(author.cell).step,
        "state": State.OPEN,
        "published_at": clock.now(),
        "expires_at": clock.now() + timedelta(days=60),
    }
    return Listing.objects.create(**(values | fields))


def a_request(author: Resident | None = None, **fields: Any) -> Listing:
    """An open request for a loan."""
    wanted = {"intent": Intent.REQUEST, "title": "Cherche une perceuse", "text": "Pour deux étagères."}
    return a_listing(author, **(wanted | fields))


def a_token(listing: Listing, kind: Question.Kind = Question.Kind.STILL) -> str:
    """What the link of a letter holds: a question to the author of a listing."""
    question = Question.objects.create(listing=listing, kind=kind, of_end=listing.expires_at, asked_at=clock.now())
    return freshness.address(question).split("/")[-2]
