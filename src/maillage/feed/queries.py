"""What a resident sees around them: the newest entries of their horizon. The cost does not grow with the table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from maillage.feed.models import KINDS, Audience, Entry
from maillage.residents import queries as residents
from maillage.residents.models import Resident
from maillage.territory import cells
from maillage.territory.horizons import Horizon

LAST_ID = UUID(int=2**128 - 1)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
SHOWN = ("author", "author__photo", "photo", "commune")
FIELDS = frozenset({"cell_8", "cell_7", "cell_6", "cell_5"})

# One backward scan of (cell, id) for each cell, stopped at `limit` rows, then the newest of all. The cell is compared
# as the head of a pair, and ordered by, so that no other index has the order asked for: with a plain "cell = …", the
# planner may walk the primary key through years of other people's entries. What speaks to a whole commune comes from
# its own index, whatever the horizon, and is left out of the cells so that nothing comes twice. What its author carried
# further is found by the cells in which the reader stands.
NEWEST = """
    SELECT id FROM (
        (SELECT near.id
           FROM unnest(%(cells)s::bigint[]) AS horizon (cell)
          CROSS JOIN LATERAL (
            SELECT id FROM feed_entry
             WHERE {field} >= horizon.cell AND ({field}, id) < (horizon.cell, %(before)s)
               AND audience <> 'commune' {filters}
             ORDER BY {field} DESC, id DESC LIMIT %(limit)s
          ) AS near
          ORDER BY near.id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT id FROM feed_entry
          WHERE commune_id = %(commune)s AND audience = 'commune' AND id < %(before)s {filters}
          ORDER BY id DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT far.entry_id
           FROM unnest(%(standing)s::bigint[]) AS standing (cell)
          CROSS JOIN LATERAL (
            SELECT entry_id FROM feed_farreach JOIN feed_entry ON feed_entry.id = entry_id
             WHERE feed_farreach.cell = standing.cell AND entry_id < %(before)s
               AND {field} <> ALL(%(cells)s::bigint[]) AND audience <> 'commune' {filters}
             ORDER BY entry_id DESC LIMIT %(limit)s
          ) AS far
          ORDER BY far.entry_id DESC LIMIT %(limit)s)
    ) AS newest
    ORDER BY id DESC LIMIT %(limit)s
"""


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
    filters = ""
    if kinds is not None:
        filters += " AND kind = ANY(%(kinds)s)"
    if hidden:
        filters += " AND (author_id IS NULL OR author_id <> ALL(%(hidden)s::uuid[]))"
    parameters = {
        "cells": list(horizon.cells),
        "standing": list(cells.point_cells(horizon.origin)),
        "before": before,
        "commune": commune,
        "kinds": sorted(kinds or ()),
        "hidden": list(hidden),
        "limit": limit,
    }
    ids = Positional(NEWEST.format(field=horizon.field, filters=filters), parameters)
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
        .exclude(author__is_active=False)
        .exclude(author__suspended_at__isnull=False)
        .select_related(*SHOWN)
        .order_by("-id")[:limit]
    )
