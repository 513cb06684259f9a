"""Writes many rows at once: COPY into a passing table, then one statement that adds or changes what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql


def copy_over(table: str, columns: Sequence[str], key: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Add the rows, or change those of the same key, inside the current transaction; how many were added or changed.

    `table`, `columns` and `key` are names of ours, never of a request. No two rows may have the same key.
    """
    names = {
        "table": sql.Identifier(table),
        "incoming": sql.Identifier(f"incoming_{table}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "key": sql.Identifier(key),
        "changes": sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in columns),
        "old": sql.SQL(", ").join(sql.Identifier("standing", name) for name in columns),
        "new": sql.SQL(", ").join(sql.Identifier("excluded", name) for name in columns),
    }

    def statement(text: str) -> sql.Composed:
        return sql.SQL(text).format(**names)

    with connection.cursor() as cursor:
        cursor.execute(statement("CREATE TEMPORARY TABLE {incoming} AS SELECT {columns} FROM {table} WITH NO DATA"))
        with cursor.copy(statement("COPY {incoming} ({columns}) FROM STDIN")) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            statement(
                "INSERT INTO {table} AS standing ({columns}) SELECT {columns} FROM {incoming}"
                " ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({new})"
            )
        )
        changed = int(cursor.rowcount)
        cursor.execute(statement("DROP TABLE {incoming}"))
    return changed
