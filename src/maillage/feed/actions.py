"""How a domain tells what happened. One entry a subject: telling again rewrites the card in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maillage.feed.lines import cut
from maillage.feed.models import KINDS, Audience, Entry, Voice
from maillage.platform import ids
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory import cells, horizons
from maillage.territory.models import Commune

TITLE_LENGTH = 120
WORDS_LENGTH = 280


@dataclass(frozen=True)
class Price:
    """A price of so many euro cents, whole (`unit` is empty) or for an hour, a day…"""

    cents: int
    unit: str = ""


def publish(
    *,
    subject_kind: str,
    subject_id: UUID,
    kind: str,
    voice: Voice,
    author: Resident | None,
    commune: Commune,
    audience: Audience,
    point_cell: int,
    title: str,
    words: str = "",
    photo: Photo | None = None,
    url: str,
    happened_at: datetime | None = None,
    reach_step: int | None = None,
    until: datetime | None = None,
    price: Price | None = None,
    in_return: str = "",
) -> Entry:
    """Put a subject on the feed, or rewrite its card where it stands.

    Call it in the transaction that changes the subject. `point_cell` is the author's public cell or the finest cell of
    a public place; `words` are cut to a card's length; `happened_at` counts only for a subject not yet on the feed.
    Those whose horizon holds the point read the entry, and those who are within `reach_step` of it (of
    `horizons.LADDER`), until it leaves, at `until`.
    """
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of entry: {kind}")
    point = cells.point_cells(point_cell)
    card = {
        "kind": kind,
        "voice": voice,
        "author": author,
        "commune": commune,
        "audience": audience,
        "point_cell": point_cell,
        "cell_8": point.cell_8,
        "cell_7": point.cell_7,
        "cell_6": point.cell_6,
        "cell_5": point.cell_5,
        "title": cut(title, TITLE_LENGTH),
        "words": cut(words, WORDS_LENGTH),
        "price_cents": price.cents if price else None,
        "price_unit": price.unit if price else "",
        "in_return": in_return,
        "until": until,
        **reaching(point_cell, reach_step),
        "photo": photo,
        "url": url,
    }
    entry, _is_new = Entry.objects.update_or_create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        defaults=card,
        create_defaults=card | {"id": ids.id_at(happened_at) if happened_at else ids.new_id()},
    )
    return entry


def reaching(point_cell: int, step: int | None) -> dict[str, int | None]:
    """The columns that say how far an entry reaches."""
    if step is None:
        return {"reach_step": None, "reach_cell": None}
    return {"reach_step": step, "reach_cell": horizons.cell_at(point_cell, step)}


def withdraw(subject_kind: str, subject_id: UUID) -> None:
    """Take a subject off the feed; nothing happens when it is not there."""
    Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id).delete()
