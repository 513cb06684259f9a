"""How a domain tells what happened. One entry a subject: telling again rewrites the card in its place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maillage.feed.lines import cut
from maillage.feed.models import KINDS, Audience, Entry, FarReach, Voice
from maillage.platform import ids
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory import cells
from maillage.territory.horizons import Horizon
from maillage.territory.models import Commune

TITLE_LENGTH = 120
WORDS_LENGTH = 280


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
    reach: Horizon | None = None,
) -> Entry:
    """Put a subject on the feed, or rewrite its card where it stands.

    Call it in the transaction that changes the subject. `point_cell` is the author's public cell or the finest cell of
    a public place; `words` are cut to a card's length; `happened_at` counts only for a subject not yet on the feed.
    `reach` is further than the ordinary horizons: those who live inside it read the entry too.
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
        "photo": photo,
        "url": url,
    }
    entry, is_new = Entry.objects.update_or_create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        defaults=card,
        create_defaults=card | {"id": ids.id_at(happened_at) if happened_at else ids.new_id()},
    )
    if reach is not None or not is_new:
        _carry(entry, reach)
    return entry


def _carry(entry: Entry, reach: Horizon | None) -> None:
    """Let the residents of every cell of `reach` read the entry, and none of a former reach."""
    entry.far_reaches.all().delete()
    if reach is not None:
        FarReach.objects.bulk_create(FarReach(entry=entry, cell=cell) for cell in reach.cells)


def withdraw(subject_kind: str, subject_id: UUID) -> None:
    """Take a subject off the feed; nothing happens when it is not there."""
    Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id).delete()
