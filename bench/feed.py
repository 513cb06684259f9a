"""What "newest near me" costs at 50 thousand and at 5 million entries: the same query, on databases of its own.

    python -m bench.feed [ROWS]      the larger of the two, 5,000,000 unless told

Both databases hold the same towns, the larger one more entries in each: what grows is the table, not the map. The runs
of the two are interleaved, so that whatever else the machine does weighs on both.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator

import psycopg
from psycopg import sql

from bench.database import embedded_server
from bench.figures import Figure, table

SMALL, LARGE = 50_000, 5_000_000
BUDGET = 1.3
STEPS = (0, 1, 2, 3)  # horizons of about 1.5, 3, 6 and 11 km; the nearer, the more reaches in from beyond
RUNS = 200
TOWNS = 30
POINTS_A_TOWN = 150
SPREAD_DEGREES = 0.03  # about 3 km
SEED = 2014

# Entries in the order of time, each at a point drawn from the towns; `n` of them, as many reaching as far as each step.
FILL = """
INSERT INTO feed_entry (id, kind, voice, subject_kind, subject_id, author_id, commune_id, audience, point_cell,
                        cell_8, cell_7, cell_6, cell_5, reach_step, reach_cell, until, title, words, price_unit,
                        in_return, url)
SELECT (lpad(to_hex(1700000000000 + i * 10), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8'
        || substr(md5(i::text), 4, 15))::uuid,
       (ARRAY['request', 'loan', 'gift', 'sale', 'service'])[1 + i % 5], 'neighbour', 'listing', gen_random_uuid(),
       author.id, '22050',
       CASE WHEN i % 10 = 0 THEN 'public' WHEN i % 1000 = 1 THEN 'commune' ELSE 'neighbours' END,
       point.cell_8, point.cell_8, point.cell_7, point.cell_6, point.cell_5,
       reach.step, (ARRAY[point.cell_8, point.cell_8, point.cell_7, point.cell_7, point.cell_6, point.cell_6,
                          point.cell_5])[1 + reach.step], now() + interval '30 days',
       'Appareil à raclette, 8 personnes', repeat('Huit poêlons, bon état, câble de 2 m. ', 3), '', '',
       '/annonces/'
FROM generate_series(1, {n}) AS i
JOIN LATERAL (SELECT * FROM bench_point WHERE number = 1 + (hashint8(i) & 2147483647) % {points}) AS point ON true
CROSS JOIN LATERAL (SELECT i % 7 AS step) AS reach
JOIN LATERAL (SELECT * FROM bench_author WHERE number = 1 + i % 1000) AS author ON true
"""


def measure(rows: int = LARGE) -> Iterator[Figure]:
    with embedded_server() as server:
        connections = {n: _database(server.url("postgres"), n) for n in (SMALL, rows)}
        for step in STEPS:
            medians = _medians(connections, step)
            ratio = medians[rows] / medians[SMALL]
            for n in (SMALL, rows):
                yield Figure(f"step {step}, {n:,} entries: median", medians[n] * 1000, "ms")
            yield Figure(f"step {step}: {rows:,} over {SMALL:,}", ratio, "times", BUDGET)
        for connection in connections.values():
            connection.close()


def _database(server: str, rows: int) -> psycopg.Connection:
    """A database of its own with that many entries, settled: indexes built, statistics taken, pages vacuumed."""
    name = f"feed_{rows}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE maillage").format(sql.Identifier(name)))
    connection = psycopg.connect(server, dbname=name, autocommit=True)
    # The kept plan for both: else the server may plan each question of one table again (1 ms), and not of the other.
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.execute("SET session_replication_role = replica")  # no foreign keys to check: the rows are all ours
    _people(connection)
    points = _points(connection)
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = 'feed_entry' AND indexname ~ '^entry_(cell|reach)'"
    ).fetchall()
    for index, _definition in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
    connection.execute(sql.SQL(FILL).format(n=sql.Literal(rows), points=sql.Literal(points)))
    for _index, definition in indexes:
        connection.execute(definition)
    connection.execute("VACUUM ANALYZE feed_entry")
    return connection


def _people(connection: psycopg.Connection) -> None:
    connection.execute(
        """
        INSERT INTO territory_commune (insee, name, search_name, department, department_name, region_name, population,
                                       postcodes, siren)
        VALUES ('22050', 'Dinan', 'dinan', '22', 'Côtes-d’Armor', 'Bretagne', 14675, '{22100}', '');
        INSERT INTO residents_resident (id, password, email, name, about, skills, language, declared_old_enough,
                                        is_active)
        SELECT gen_random_uuid(), '', i || '@voisins.example', 'Voisin ' || i, '', '{}', 'fr', true, true
          FROM generate_series(1, 1000) AS i;
        CREATE TABLE bench_author AS SELECT row_number() OVER () AS number, id FROM residents_resident;
        CREATE UNIQUE INDEX ON bench_author (number);
        ANALYZE bench_author;
        """
    )


def _points(connection: psycopg.Connection) -> int:
    """Where entries stand: around thirty towns, thick in the middle."""
    from maillage.territory import cells

    connection.execute(
        "CREATE TABLE bench_point (number int PRIMARY KEY, cell_8 bigint, cell_7 bigint, cell_6 bigint, cell_5 bigint)"
    )
    dice = random.Random(SEED)
    number = 0
    with connection.cursor().copy("COPY bench_point FROM STDIN") as copy:
        for lat, lon in _towns(dice):
            for _ in range(POINTS_A_TOWN):
                number += 1
                here = dice.gauss(lat, SPREAD_DEGREES), dice.gauss(lon, SPREAD_DEGREES)
                copy.write_row((number, *cells.point_cells(cells.finest_cell(*here))))
    return number


def _towns(dice: random.Random) -> list[tuple[float, float]]:
    return [(48.454, -2.048), *((dice.uniform(43.5, 49.5), dice.uniform(-1, 6)) for _ in range(TOWNS - 1))]


def _medians(connections: dict[int, psycopg.Connection], step: int) -> dict[int, float]:
    """The median time of each database in seconds, rows fetched; from the first town's middle."""
    from maillage.feed import queries
    from maillage.territory import cells
    from maillage.territory.horizons import Horizon

    horizon = Horizon(cells.finest_cell(48.454, -2.048), step)
    text, parameters = queries.newest(horizon, commune="22050").query.sql_with_params()
    times: dict[int, list[float]] = {rows: [] for rows in connections}
    for run in range(RUNS + 10):
        for rows, connection in connections.items():
            start = time.perf_counter()
            found = connection.execute(text, parameters).fetchall()
            if run >= 10:  # the first runs fill the caches
                times[rows].append(time.perf_counter() - start)
            if len(found) != 20:
                raise RuntimeError(f"{len(found)} entries found at {rows}")
    return {rows: statistics.median(taken) for rows, taken in times.items()}


if __name__ == "__main__":
    size = int(sys.argv[1].replace("_", "").replace(",", "")) if len(sys.argv) > 1 else LARGE
    print(table("“Newest near me”", measure(size)))
