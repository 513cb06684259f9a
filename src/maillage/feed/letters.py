"""What the letter says of a neighbourhood: what is new in the reader's horizon, nearest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    around = queries.around(resident, horizon, limit=READ)
    new = [entry for entry in around if entry.id >= oldest and entry.author_id != resident.pk]
    cell = resident.cell
    new.sort(key=lambda entry: cells.distance_m(cell, entry.point_cell))
    return [Item(entry.title, entry.url, _note(entry, cell)) for entry in new]


def _note(entry: Entry, cell: int) -> str:
    """Who and how far, and whether they offer or ask."""
    where = cells.distance_words(cell, entry.point_cell)
    if entry.author is None:
        return where
    who = _("%(who)s cherche") % {"who": entry.author} if entry.is_request else str(entry.author)
    return f"{who}, {where}"


NEW_NEAR = Section(gettext_lazy("Nouveau près de chez vous"), _new_near, "/")
