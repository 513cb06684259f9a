"""Telling open pages that something happened: who it happened to, and what kind of thing; never what it says.

`publish` rides on the transaction (PostgreSQL's NOTIFY), so that nothing is told before it is true nor when it is
undone. The process of `live.asgi` listens and passes it on; the browser then fetches what its resident may see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

CHANNEL = "maillage_live"
# NOTIFY carries 8,000 bytes; an identifier needs a hundred. More than that is content, which does not travel here.
MAX_BYTES = 2000


class Notice(NamedTuple):
    """What the pages subscribed to `topic` ("resident:<uuid>") are told: an event, and an identifier."""

    topic: str
    event: str
    payload: str = ""


def publish(topic: str, event: str, payload: str = "") -> None:
    """Tell the pages subscribed to `topic` ("resident:<uuid>") of `event`, once the current transaction commits.

    Identical tellings within one transaction arrive once.
    """
    publish_all([Notice(topic, event, payload)])


def publish_all(notices: Iterable[Notice]) -> None:
    """The same, for several pages at once. One query however many they are."""
    told = [_written(notice) for notice in notices]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, notice) FROM unnest(%s::text[]) AS notice", [CHANNEL, told])


def _written(notice: Notice) -> str:
    written = json.dumps(notice)
    if len(written.encode()) > MAX_BYTES:
        raise ValueError("A live event carries an identifier, not content.")
    if any(newline in notice.event for newline in "\r\n"):
        raise ValueError("The name of a live event is one line.")
    return written
