"""What the database of the site holds of the exchanges, once all is calm: asked in its own words."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg

WAITING = """
    SELECT (SELECT count(*) FROM notices_notice WHERE due_at IS NOT NULL)
    + (SELECT count(*) FROM procrastinate_jobs
       WHERE task_name = 'maillage.platform.jobs.deliver' AND status IN ('todo', 'doing'))
"""


class Database:
    """Looked at from outside, as an operator would."""

    def __init__(self, address: str) -> None:
        self.address = address

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address, connect_timeout=4, autocommit=True) as connection:
            return connection.execute(query, values or None).fetchall()

    def waiting(self) -> int:
        """How much still is to leave by e-mail."""
        return int(self.rows(WAITING)[0][0])

    def jobs(self) -> list[tuple[Any, ...]]:
        """What is to be done, or was given up."""
        return self.rows("SELECT task_name, status, attempts, worker_id, scheduled_at FROM procrastinate_jobs")

    def bookings(self) -> dict[str, list[str]]:
        """The state of each, by its words; of all that have the same words."""
        return _by_words(self.rows("SELECT words, state FROM bookings_booking"))

    def claims(self) -> dict[str, list[str]]:
        return _by_words(self.rows("SELECT words, state FROM promises_claim"))

    def said(self) -> Counter[str]:
        return Counter(text for (text,) in self.rows("SELECT text FROM conversations_message WHERE happening = ''"))

    def noted_twice(self) -> list[tuple[Any, ...]]:
        """What happened once to a booking or to a promise, and stands twice in its conversation."""
        return self.rows("""
            SELECT path, happening, count(*) FROM conversations_message
            WHERE happening <> '' GROUP BY 1, 2 HAVING count(*) > 1
        """)

    def told_twice(self) -> list[tuple[Any, ...]]:
        """What somebody was told twice of one booking or promise."""
        return self.rows("""
            SELECT to_id, kind, path, count(*) FROM notices_notice
            WHERE path ~ '^/(reservations|promesses)/' GROUP BY 1, 2, 3 HAVING count(*) > 1
        """)

    def told(self) -> Counter[str]:
        """How many notices there are of each kind."""
        return Counter(kind for (kind,) in self.rows("SELECT kind FROM notices_notice"))

    def left(self) -> set[str]:
        """The notices noted as having left in an e-mail of their own; the day's caps hold others back."""
        return {
            str(number) for (number,) in self.rows("SELECT notice_id FROM notices_delivery WHERE letter_id IS NULL")
        }


def _by_words(rows: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for words, state in rows:
        found.setdefault(words, []).append(state)
    return found
