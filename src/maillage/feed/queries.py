"""What a resident sees around them: the newest entries of their horizon. The cost does not grow with the table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from maillage.feed.models import KINDS, Audience, Entry
from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Resident
from maillage.territory.horizons import Horizon

LAST_ID = UUID(int=2**128 - 1)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SHOWN = ("author", "photo", "commune")
FIELDS = frozenset({"cell_8", "cell_7", "cell_6", "cell_5"})

# The rule is `Horizon.meets`: what stands inside the horizon, and what reaches the reader from beyond. Each cell of the
# horizon is a queue, read backwards from the index (cell, id); each cell of each wider step is another, of the entries
# that reach as far as that step. The newest `limit` of all are in the `limit` queues whose first is newest: one entry
# is read from each queue, then `limit` from those. What both find comes once (UNION).
#
# The cell is compared as the head of a row of columns, and ordered by, so that no other index has the order asked for:
# with a plain "cell = …", the planner may walk the primary key through years of other people's entries. What speaks to
# a whole commune comes from its own index, whatever the horizon, and is left out of the cells. What has ended is passed
# over until the job that withdraws it has run: a few minutes of entries, however large the table.
NEAR_QUEUE = """
    SELECT id FROM feed_entry
     WHERE {field} >= queue.cell AND ({field}, id) < (queue.cell, %(before)s) AND audience <> 'commune' {filters}
     ORDER BY {field} DESC, id DESC
"""
REACHING_QUEUE = """
    SELECT id FROM feed_entry
     WHERE (reach_cell, reach_step) >= (queue.cell, queue.step)
       AND (reach_cell, reach_step, id) < (queue.cell, queue.step, %(before)s) AND audience <> 'commune' {filters}
     ORDER BY reach_cell DESC, reach_step DESC, id DESC
"""
NEWEST_OF_QUEUES = """
    SELECT entry.id
      FROM (SELECT queue.*
              FROM {queues}
             CROSS JOIN LATERAL ({queue} LIMIT 1) AS head
             ORDER BY head.id DESC LIMIT {{limit}}) AS queue
     CROSS JOIN LATERAL ({queue} LIMIT {{limit}}) AS entry
     ORDER BY entry.id DESC LIMIT {{limit}}
"""
NEAR = NEWEST_OF_QUEUES.format(queues="unnest(%(cells)s::bigint[]) AS queue (cell)", queue=NEAR_QUEUE)
REACHING = NEWEST_OF_QUEUES.format(
    queues="unnest(%(far_cells)s::bigint[], %(far_steps)s::smallint[]) AS queue (cell, step)", queue=REACHING_QUEUE
)
FOR_THE_COMMUNE = """
    SELECT id FROM feed_entry
     WHERE commune_id = %(commune)s AND audience = 'commune' AND id < %(before)s {filters}
     ORDER BY id DESC LIMIT {limit}
"""
NEWEST = f"""
    SELECT id FROM (({NEAR}) UNION ({REACHING}) UNION ({FOR_THE_COMMUNE})) AS newest
     ORDER BY id DESC LIMIT {{limit}}
"""  # noqa: S608 (four constants)


class UnknownKind(ValueError):
    """A filter names a kind of entry that does not exist."""


def around(
    resident: Resident,
    horizon: Horizon,
    *,
    kinds: Iterable[str] | None = None,
    before: UUID | None = None,
    limit: int = 20,
) -> list[Entry]:
    """The newest entries that `resident` may see within `horizon`, newest first, with their author and photo.

    `before` is the id of the last entry already shown. People hidden from the resident, and suspended ones, are absent.
    Raises UnknownKind.
    """
    wanted = _known(kinds)
    hidden = residents.hidden_from(resident)
    entries: list[Entry] = []
    while len(entries) < limit:
        page = newest(
            horizon,
            commune=resident.commune_id,
            kinds=wanted,
            hidden=hidden,
            before=before or LAST_ID,
            limit=limit,
        )
        entries += [entry for entry in page if not (entry.author and entry.author.is_suspended)]
        if len(page) < limit:
            break
        before = page[limit - 1].id  # the suspended left room on the page: read on
    return entries[:limit]


def newest(
    horizon: Horizon,
    *,
    commune: str | None,
    kinds: frozenset[str] | None = None,
    hidden: frozenset[UUID] = frozenset(),
    before: UUID = LAST_ID,
    limit: int = 20,
) -> QuerySet[Entry]:
    """One page of a horizon, as `around` and the bench read it: suspended authors are still in it."""
    if horizon.field not in FIELDS:
        raise ValueError(horizon.field)
    filters = " AND (until IS NULL OR until > %(now)s)"
    if kinds is not None:
        filters += " AND kind = ANY(%(kinds)s)"
    if hidden:
        filters += " AND (author_id IS NULL OR author_id <> ALL(%(hidden)s::uuid[]))"
    parameters = {
        "cells": list(horizon.cells),
        "far_cells": [cell for wider in horizon.wider for cell in wider.cells],
        "far_steps": [wider.step for wider in horizon.wider for _cell in wider.cells],
        "now": clock.now(),
        "before": before,
        "commune": commune,
        "kinds": sorted(kinds or ()),
        "hidden": list(hidden),
    }
    ids = Positional(NEWEST.format(field=horizon.field, filters=filters, limit=int(limit)), parameters)
    return Entry.objects.filter(id__in=ids).select_related(*SHOWN).order_by("-id")


class Positional(RawSQL):
    """A raw subquery written with named parameters; Django's compiler joins parameters by position."""

    def __init__(self, sql: str, parameters: dict[str, Any]) -> None:
        pieces = PLACEHOLDER.split(sql)
        super().__init__("%s".join(pieces[::2]), [parameters[name] for name in pieces[1::2]])


def _known(kinds: Iterable[str] | None) -> frozenset[str] | None:
    if kinds is None:
        return None
    wanted = frozenset(kinds)
    if unknown := wanted - KINDS:
        raise UnknownKind(", ".join(sorted(unknown)))
    return wanted


def public_in(commune: str, limit: int = 20) -> list[Entry]:
    """What anyone may read of a commune, newest first, for its public page."""
    return list(
        Entry.objects.filter(commune_id=commune, audience=Audience.PUBLIC)
        .exclude(until__lte=clock.now())
        .exclude(author__is_active=False)
        .exclude(author__suspended_at__isnull=False)
        .select_related(*SHOWN)
        .order_by("-id")[:limit]
    )
