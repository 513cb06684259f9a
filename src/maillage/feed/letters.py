"""What the letter says of a neighbourhood: what is new in the reader's horizon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from maillage.feed import queries
from maillage.feed.models import Entry
from maillage.notices.letters import Item, Section
from maillage.platform.ids import oldest_id_at
from maillage.residents.models import Resident
from maillage.residents.queries import horizon_of
from maillage.territory import cells

# More than a letter shows; beyond, it says that there is more.
READ = 30


def _new_near(resident: Resident, since: datetime) -> Sequence[Item]:
    horizon = horizon_of(resident)
    if horizon is None or resident.cell is None:
        return []
    oldest = oldest_id_at(since)
    entries = queries.around(resident, horizon, limit=READ)
    return [
        Item(entry.title, entry.url, _note(entry, resident.cell))
        for entry in entries
        if entry.id >= oldest and entry.author_id != resident.pk
    ]


def _note(entry: Entry, cell: int) -> str:
    """Who and how far, as a card says it."""
    where = cells.distance_words(cell, entry.point_cell)
    return f"{entry.author}, {where}" if entry.author else where


NEW_NEAR = Section(_("Nouveau près de chez vous"), _new_near, "/")
