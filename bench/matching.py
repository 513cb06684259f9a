"""What it costs to find who waits for a new listing, among a million saved searches.

    python -m bench.matching [SEARCHES]      1,000,000 unless told

On a database of its own, filled by SQL: people in the communes of France by their population, who search by category,
by words, by both, or by a way of sharing, as far as enough neighbours are (the site's own rule) or up to 75 km.
Listings of every category appear among them, with titles and words of their category.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg

from bench.database import embedded_server
from bench.figures import Figure, table

SMALL, SEARCHES = 10_000, 1_000_000
BUDGET_MS = 20
A_PERSON = 5
POINTS = 50_000
MAINLAND = -6  # degrees of longitude: nothing of the islands overseas, each a world of its own
KM_A_DEGREE = 111
LISTINGS = 400
RUNS = 5
SEED = 2014
# What people call things: the words of categories, then words of all days that many searches share.
COMMON = ("table", "chaise", "vélo", "livre", "enfant", "jardin", "bois", "grand", "petit", "lot", "neuf", "noir")

PEOPLE = """
INSERT INTO territory_commune (insee, name, search_name, department, department_name, region_name, population,
                               postcodes, siren)
SELECT DISTINCT commune, 'Commune ' || commune, 'commune ' || commune, '22', 'Côtes-d’Armor', 'Bretagne', 14675,
       '{{22100}}'::text[], ''
  FROM bench_point;
INSERT INTO residents_resident (id, password, email, name, about, skills, language, declared_old_enough, is_active,
                                commune_id, cell, cell_8, cell_7, cell_6, cell_5, last_active_on)
SELECT gen_random_uuid(), '', i || '@voisins.example', 'Voisin ' || i, '', '{{}}', 'fr', true, true,
       point.commune, point.point_cell, point.cell_8, point.cell_7, point.cell_6, point.cell_5,
       date_trunc('month', now())
  FROM generate_series(1, {people}) AS i
  JOIN bench_point AS point ON point.number = 1 + (hashint8(i) & 2147483647) % {points};
"""

PERSONS = """
CREATE TABLE bench_person AS
SELECT row_number() OVER () AS number, person.*, counted.step
  FROM residents_resident person JOIN territory_cellhorizon counted USING (cell);
CREATE UNIQUE INDEX ON bench_person (number);
INSERT INTO residents_block (blocker_id, blocked_id, created_at)
SELECT one.id, other.id, now() FROM bench_person one JOIN bench_person other ON other.number = one.number + 7
 WHERE one.number % 50 = 0;
"""

# Of twenty searches: six by a category, seven by a word, four by both, two by two words, one by a way of sharing alone.
# One in five says how far; one of these in three, 23 km or more.
WANTS = """
INSERT INTO matching_want (id, resident_id, name, words, category, intent, modes, distance, facet, step,
                           cell_8, cell_7, cell_6, cell_5, home_commune)
SELECT gen_random_uuid(), person.id, 'Recherche', said.words, said.category,
       looks.intent,
       CASE said.mode WHEN '' THEN 63 WHEN 'loan' THEN 1 WHEN 'gift' THEN 2 ELSE 16 END, far.distance,
       CASE WHEN said.words <> '' THEN '~' || (tsvector_to_array(to_tsvector('french_unaccented', term.word)))[1]
            WHEN said.category <> '' THEN '=' || said.category ELSE '' END || '|' || looks.intent || '|' || said.mode,
       COALESCE(far.distance, person.step), person.cell_8, person.cell_7, person.cell_6, person.cell_5,
       person.commune_id
  FROM generate_series(1, {drawn}) AS i
  JOIN bench_person AS person ON person.number = 1 + i % {people}
 CROSS JOIN LATERAL (SELECT hashint8(i * 7) & 1048575 AS a, hashint8(i * 11) & 1048575 AS b,
                            hashint8(i * 13) & 1048575 AS c, hashint8(i * 17) & 1048575 AS d,
                            hashint8(i * 31) & 1048575 AS e) AS dice
  JOIN bench_term AS term ON term.number = 1 + dice.a % {terms}
  JOIN bench_term AS other ON other.number = 1 + dice.b % {terms}
 CROSS JOIN LATERAL (SELECT
       CASE WHEN dice.e % 20 BETWEEN 6 AND 16 THEN term.word
            WHEN dice.e % 20 IN (17, 18) THEN term.word || ' ' || other.word ELSE '' END AS words,
       CASE WHEN dice.e % 20 IN (0, 1, 2, 3, 6, 7, 8, 9) THEN term.leaf
            WHEN dice.e % 20 IN (4, 5) THEN term.branch ELSE '' END AS category,
       CASE WHEN dice.e % 20 = 19 OR dice.d % 3 = 0 THEN (ARRAY['loan', 'gift', 'gift', 'swap'])[1 + dice.d / 3 % 4]
            ELSE '' END AS mode
       ) AS said
 CROSS JOIN LATERAL (SELECT (ARRAY['', '', 'offer', 'offer', 'request'])[1 + dice.c % 5] AS intent) AS looks
 CROSS JOIN LATERAL (SELECT CASE WHEN dice.d % 5 > 0 THEN NULL WHEN dice.d % 15 = 0 THEN 4 + dice.b % 3
                                 ELSE dice.b % 4 END AS distance) AS far
ON CONFLICT DO NOTHING
"""

PUBLISHED = """
INSERT INTO listings_listing (id, author_id, intent, mode, other_modes, category, title, text, in_return, deposit,
                              price_unit, commune_id, point_cell, cell_8, cell_7, cell_6, cell_5, place_name, audience,
                              reach_step, state, expires_at, category_words)
SELECT gen_random_uuid(), person.id, CASE WHEN i % 3 = 0 THEN 'request' ELSE 'offer' END,
       (ARRAY['loan', 'gift', 'swap', 'service'])[1 + i % 4], '[]', term.leaf, term.word || ' ' || other.word,
       term.text, '', '', '', person.commune_id, person.cell, person.cell_8, person.cell_7, person.cell_6,
       person.cell_5, '', CASE WHEN i % 10 = 0 THEN 'public' WHEN i % 10 = 1 THEN 'commune' ELSE 'neighbours' END,
       LEAST(person.step + (ARRAY[0, 0, 0, 1, 2])[1 + i % 5], 6), 'open', now() + interval '30 days',
       term.text
  FROM generate_series(1, {listings}) AS i
  JOIN bench_person AS person ON person.number = 1 + (hashint8(i * 19) & 2147483647) % {people}
  JOIN bench_term AS term ON term.number = 1 + (hashint8(i * 23) & 2147483647) % {terms}
  JOIN bench_term AS other ON other.number = 1 + (hashint8(i * 29) & 2147483647) % {terms}
"""


class Took(NamedTuple):
    """By the clock, and in processor time: ours and the server's, whatever else the machine does."""

    clock_ms: float
    work_ms: float


def measure(searches: int = SEARCHES) -> Iterator[Figure]:
    with embedded_server() as server:
        for wants in (SMALL, searches):
            url = server.url("postgres")
            name = f"matching_{wants}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE maillage")
            with psycopg.connect(url, dbname=name, autocommit=True) as connection:
                _fill(connection, wants)
            least, found = _times(name)
            sets = f"{wants:,} searches"
            budget = BUDGET_MS if wants == searches else None
            told = statistics.median(found)
            yield Figure(f"{sets}: people told of a listing, median", told, how=f"{max(found):,} at most")
            for what, taken in (
                ("processor time", [took.work_ms for took in least]),
                ("by the clock", [took.clock_ms for took in least]),
            ):
                within = budget if what == "by the clock" else None
                yield Figure(f"{sets}: a listing matched, {what}, median", statistics.median(taken), "ms", within)
                yield Figure(
                    f"{sets}: a listing matched, {what}, p95", statistics.quantiles(taken, n=20)[-1], "ms", within
                )


def _fill(connection: psycopg.Connection, wants: int) -> None:
    connection.execute("SET session_replication_role = replica")  # no foreign keys to check: the rows are all ours
    # As the triggers would: they are silent in this role.
    for table_name, trigger in (("matching_want", "matching_query"), ("listings_listing", "listing_search")):
        connection.execute(f"ALTER TABLE {table_name} ENABLE ALWAYS TRIGGER {trigger}")
    _points(connection)
    terms = _terms(connection)
    sizes = {
        "drawn": wants * 11 // 10,  # some people draw the same search twice, which is one
        "people": max(wants // A_PERSON, 1000),
        "points": POINTS,
        "terms": terms,
        "listings": LISTINGS,
    }
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = 'matching_want' AND indexname ~ '^want_(cell|home)'"
    ).fetchall()
    for index, _definition in indexes:
        connection.execute(f"DROP INDEX {index}")
    connection.execute(PEOPLE.format(**sizes))
    _horizons(connection)
    for statement in (PERSONS, WANTS, PUBLISHED):
        connection.execute(statement.format(**sizes))
    for _index, definition in indexes:
        connection.execute(definition)
    connection.execute("VACUUM ANALYZE")
    stored = connection.execute("SELECT count(*) FROM matching_want").fetchone()
    if stored is None or stored[0] < wants:
        raise RuntimeError(f"{stored} searches drawn of {wants}")


def _points(connection: psycopg.Connection) -> None:
    """Where people live: in the communes of France, by their population, thick in the middle."""
    from maillage.territory import cells, packing

    connection.execute(
        "CREATE TABLE bench_point (number int PRIMARY KEY, commune text, point_cell bigint, cell_8 bigint,"
        " cell_7 bigint, cell_6 bigint, cell_5 bigint)"
    )
    dice = random.Random(SEED)
    communes = [row for row in packing.read_communes() if row["lat"] and float(row["lon"]) > MAINLAND]
    people = [int(row["population"] or 0) for row in communes]
    drawn = dice.choices(communes, people, k=POINTS)
    with connection.cursor().copy("COPY bench_point FROM STDIN") as copy:
        for number, row in enumerate(drawn, 1):
            # As wide as a town of 2,000 people a square kilometre, of which most live within the middle half.
            spread = math.sqrt(int(row["population"]) / 2000 / math.pi) / 2 / KM_A_DEGREE
            lat, lon = float(row["lat"]), float(row["lon"])
            cell = cells.finest_cell(dice.gauss(lat, spread), dice.gauss(lon, 1.4 * spread))
            copy.write_row((number, row["insee"], cell, *cells.point_cells(cell)))


def _horizons(connection: psycopg.Connection) -> None:
    """How far each sees, by the rule of the site: where there are many, not far."""
    from maillage.territory import horizons

    counts: dict[int, int] = dict(
        connection.execute("SELECT cell, count(*) FROM residents_resident GROUP BY cell").fetchall()
    )
    with connection.cursor().copy(
        "COPY territory_cellhorizon (cell, step, active_neighbours, computed_at) FROM STDIN"
    ) as copy:
        for cell, reach in horizons.decide(counts, {}).items():
            copy.write_row((cell, reach.step, reach.active, "2026-11-25"))


def _terms(connection: psycopg.Connection) -> int:
    """The words of each category, and the words of all days in all of them; how many."""
    from maillage.listings import categories

    rows: list[Sequence[object]] = []
    dice = random.Random(SEED)
    for leaf in categories.leaves().values():
        own = [word for word in categories.telling(leaf.words) if len(word) > 2]
        for word in [*own, *dice.sample(COMMON, 2)]:
            text = f"{leaf.words}. {' '.join(dice.sample(own, min(len(own), 4)))}, {' '.join(dice.sample(COMMON, 6))}"
            rows.append((len(rows) + 1, word, leaf.slug, leaf.branch, text[:280]))
    connection.execute("CREATE TABLE bench_term (number int PRIMARY KEY, word text, leaf text, branch text, text text)")
    with connection.cursor().copy("COPY bench_term FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    return len(rows)


def _times(database: str) -> tuple[list[Took], list[int]]:
    """What each listing took, both queries and all, and how many people it meets.

    The least of a few runs, each after all the others: no listing is the one just asked.
    """
    from django.db import connection

    from maillage.listings.models import Listing
    from maillage.matching import index

    connection.close()
    connection.settings_dict["NAME"] = database
    listings = list(Listing.objects.order_by("id").values_list("pk", flat=True))
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    least, found = [Took(math.inf, math.inf)] * len(listings), [0] * len(listings)
    for _ in range(RUNS):
        for number, listing in enumerate(listings):
            clock, ours, theirs = time.perf_counter(), time.process_time_ns(), _nanoseconds(server)
            found[number] = len(index.matches(listing))
            worked = time.process_time_ns() - ours + _nanoseconds(server) - theirs
            waited = (time.perf_counter() - clock) * 1000
            least[number] = Took(min(least[number].clock_ms, waited), min(least[number].work_ms, worked / 1e6))
    connection.close()
    return least, found


def _nanoseconds(process: Path) -> int:
    """The processor time of a process, by the kernel's count."""
    return int(process.read_text().split()[0])


if __name__ == "__main__":
    size = int(sys.argv[1].replace("_", "").replace(",", "")) if len(sys.argv) > 1 else SEARCHES
    print(table("A new listing meets a million saved searches", measure(size)))
