"""The inverted search: from a listing to what waits for it, by keys that only what may match has.

A want is filed under one facet (its rarest word or its category, with its intent and mode) and under the cell from
which it looks, at the resolution of how far it looks. A listing knows its own facets and, for each step of the ladder,
the cells from which it is within that step: it reads these keys and no others, then the rules of `listings.queries`
are asked of the few wants found. What it costs follows what is near and alike, not what is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import h3.api.basic_int as h3
from django.db import connection
from psycopg import sql

from maillage.feed.models import Audience
from maillage.listings import categories
from maillage.listings.models import Listing, Mode
from maillage.listings.queries import CONFIGURATION
from maillage.matching.models import BITS
from maillage.platform import clock
from maillage.territory.horizons import DEFAULT_STEP, LADDER

LONGEST = 100
LEXEME = re.compile(r"'((?:[^']|'')+)'")
# A word of more listings than this is as common as another: counting on would cost and choose nothing.
COUNTED = 2000


class Match(NamedTuple):
    """Whose want it is; of several of the same person, the one to name."""

    want_id: UUID
    resident_id: UUID


def facet(words: str, category: str, intent: str, modes: int) -> str:
    """What a listing must have for the want to be looked at: the rarest of its words among the listings, else its
    category; and its intent and its only mode, where it has them. A choice of words ("or") requires none of them.
    """
    required = _required(words)
    by_category = f"={category}" if category else ""
    told = f"~{_rarest(required)}"[:LONGEST] if required else by_category
    only = [mode for mode, bit in BITS.items() if modes == bit]
    return told + _ending(intent, only[0] if only else "")


def _ending(intent: str, mode: str) -> str:
    return f"|{intent}|{mode}"


def is_searchable(words: str) -> bool:
    """Whether some listing could hold these words: there is more in them than "le" and "de"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(websearch_to_tsquery(%s, %s))", [CONFIGURATION, words])
        return bool(cursor.fetchone()[0])


def _required(words: str) -> list[str]:
    """The lexemes that any listing found has."""
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT querytree(websearch_to_tsquery(%s, %s))", [CONFIGURATION, words])
        tree = str(cursor.fetchone()[0])
    if "|" in tree:
        return []
    return [lexeme.replace("''", "'") for lexeme in LEXEME.findall(tree)]


def _rarest(lexemes: list[str]) -> str:
    """The one that the fewest listings hold; the longest of those that as few hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT lexeme FROM unnest(%s::text[]) AS lexeme
             ORDER BY (SELECT count(*) FROM (SELECT FROM listings_listing
                        WHERE search @@ (quote_literal(lexeme))::tsquery LIMIT %s) AS held),
                      length(lexeme) DESC, lexeme
             LIMIT 1
            """,
            [lexemes, COUNTED],
        )
        return str(cursor.fetchone()[0])


def matches(listing_id: UUID) -> list[Match]:
    """Who waits for a listing that is open and may see it, by which want: one each, and never its author.

    Exactly those to whose list, with the same filters, the listing belongs (`browsing.page`, words taken to the
    letter). Two queries: the listing, then all that waits for it.
    """
    listing = Listing.objects.open().filter(author__is_active=True, author__suspended_at=None, pk=listing_id).first()
    if listing is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement(listing.audience, listing.reach_step), parameters(listing))
        return [Match(*row) for row in cursor.fetchall()]


def parameters(listing: Listing) -> Mapping[str, Any]:
    """What `statement` asks of a listing."""
    leaf = categories.leaves().get(listing.category)
    branch = leaf.branch if leaf else listing.category
    around: dict[str, Any] = {
        f"from_{number}": h3.grid_disk(getattr(listing, f"cell_{step.resolution}"), step.rings)
        for number, step in enumerate(LADDER)
    }
    return around | {
        "listing": listing.pk,
        "author": listing.author_id,
        "longest": LONGEST,
        "categories": [listing.category, branch],
        "endings": [_ending(intent, mode) for intent in ("", listing.intent) for mode in ("", listing.mode)],
        "mode": BITS[Mode(listing.mode)],
        "now": clock.now(),
        "default_step": DEFAULT_STEP,
        "last_step": len(LADDER) - 1,
    }


@cache
def statement(audience: str, reach_step: int | None) -> str:
    """All that waits for a listing of this audience that reaches this far, as one query."""
    reach = reach_step if reach_step is not None and reach_step < len(LADDER) else None
    filed: list[sql.Composable] = [_filed(LOOKING, number) for number in range(len(LADDER))]
    if audience == Audience.COMMUNE:
        filed.append(sql.SQL(IN_COMMUNE))
    elif reach is not None:
        filed.append(_filed(REACHED, reach))
    return sql.SQL(ALL).format(filed=sql.SQL(" UNION ALL ").join(filed), seen=_seen(audience, reach)).as_string(None)


# Filed under a cell from which the listing is within the step that one looks; then under one that the listing itself
# reaches, beyond the step of who looks as far as the feed; then, for who lives in the commune.
LOOKING = """
SELECT want.* FROM matching_want want
 WHERE {cell} = ANY({within}::bigint[]) AND want.step = {step} AND want.facet = ANY(heard.facets)
"""
REACHED = """
SELECT want.* FROM matching_want want
 WHERE {cell} = ANY({within}::bigint[]) AND want.step < {step} AND want.distance IS NULL
   AND want.facet = ANY(heard.facets)
"""
IN_COMMUNE = """
SELECT want.* FROM matching_want want
 WHERE want.home_commune = listing.commune_id AND want.distance IS NULL AND want.facet = ANY(heard.facets)
"""
ALL = """
SELECT DISTINCT ON (want.resident_id) want.id, want.resident_id
  FROM listings_listing listing
 CROSS JOIN LATERAL (SELECT ARRAY(
           SELECT told || ending
             FROM (SELECT '' AS told
                   UNION ALL SELECT '=' || slug FROM unnest(%(categories)s::text[]) AS slug
                   UNION ALL SELECT left('~' || lexeme, %(longest)s::int)
                               FROM unnest(tsvector_to_array(listing.search)) AS lexeme) AS all_told
            CROSS JOIN unnest(%(endings)s::text[]) AS ending
       ) AS facets) AS heard
 CROSS JOIN LATERAL ({filed}) AS want
  JOIN residents_resident person ON person.id = want.resident_id
  LEFT JOIN territory_cellhorizon counted ON counted.cell = person.cell
 CROSS JOIN LATERAL (
           SELECT LEAST(COALESCE(counted.step, %(default_step)s::int), %(last_step)s::int) AS step) AS sees
  LEFT JOIN listings_listing request ON request.id = want.request_id
 WHERE listing.id = %(listing)s
   AND (want.intent = '' OR want.intent = listing.intent)
   AND want.modes & %(mode)s::int <> 0
   AND (want.category = '' OR want.category = ANY(%(categories)s::text[]))
   AND (want.query IS NULL OR listing.search @@ want.query)
   AND (want.request_id IS NULL OR (request.state = 'open' AND request.expires_at > %(now)s))
   AND person.id <> %(author)s
   AND person.is_active AND person.suspended_at IS NULL AND person.cell IS NOT NULL
   AND {seen}
   AND NOT EXISTS (SELECT FROM residents_block WHERE blocker_id = person.id AND blocked_id = %(author)s)
   AND NOT EXISTS (SELECT FROM residents_block WHERE blocker_id = %(author)s AND blocked_id = person.id)
 ORDER BY want.resident_id, want.request_id NULLS LAST, want.id
"""


def _filed(branch: str, step: int) -> sql.Composed:
    cell = sql.Identifier("want", f"cell_{LADDER[step].resolution}")
    return sql.SQL(branch).format(cell=cell, within=sql.Placeholder(f"from_{step}"), step=sql.Literal(step))


def _seen(audience: str, reach: int | None) -> sql.Composable:
    """`Listings.seen_by`, and `Listings.around` for who looks as far as the feed."""
    if audience == Audience.COMMUNE:
        return sql.SQL("person.commune_id = listing.commune_id")
    meets = [_meets("=", number) for number in range(len(LADDER))]
    if reach is not None:
        meets.append(_meets("<", reach))
    met = sql.SQL(" OR ").join(meets)
    distant = "(want.distance IS NOT NULL OR {})" if audience == Audience.PUBLIC else "({})"
    return sql.SQL(distant).format(met)


def _meets(compared: str, step: int) -> sql.Composed:
    return sql.SQL("(sees.step {compared} {step} AND {cell} = ANY({within}::bigint[]))").format(
        compared=sql.SQL(compared),
        step=sql.Literal(step),
        cell=sql.Identifier("person", f"cell_{LADDER[step].resolution}"),
        within=sql.Placeholder(f"from_{step}"),
    )
