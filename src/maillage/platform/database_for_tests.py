"""The databases of the tests: their tables are made once in a run and copied for each process, and emptied cheaply."""

from __future__ import annotations

import fcntl
from pathlib import Path

from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from psycopg import sql

# What the migrations wrote, which says what tables there are and not what is in them.
KEPT = ("django_migrations", "django_content_type", "auth_permission")

# A table never written to has no page. One emptied keeps its pages, and is emptied again for next to nothing.
WRITTEN = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname <> ALL(%s)
    AND pg_relation_size(oid) > 0
"""


def copy_template(name: str, folder: Path) -> None:
    """Make the tables in a database of that name, unless another process of this run did, for the tests' one to copy.

    To be called before Django makes the database of the tests. The migrations take seconds, a copy a tenth of one.
    """
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "template.made"
        if not made.exists():
            _make_template(name)
            made.touch()
    # Tables that are there are not made again: Django adds those of the migrations where it finds none.
    connection.settings_dict["TEST"].update(TEMPLATE=name, MIGRATE=False)


def empty_cheaply() -> None:
    """Empty after a test that commits only what was written to, where we may. Django truncates every table."""
    truncates = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def deletes(case: TransactionTestCase) -> None:
        if not _empty():
            truncates(case)

    TransactionTestCase._fixture_teardown = deletes  # type: ignore[attr-defined]


def _make_template(name: str) -> None:
    settings = connection.settings_dict
    ours, of_tests = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
    finally:
        settings["NAME"], settings["TEST"]["NAME"] = ours, of_tests


def _empty() -> bool:
    """Whether it could: who is no superuser may not set the triggers aside, which forbid to delete some rows."""
    for each in connections.all(initialized_only=True):
        with transaction.atomic(using=each.alias), each.cursor() as cursor:
            cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
            if not cursor.fetchone()[0]:
                return False
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(WRITTEN, [list(KEPT)])
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
    return True
