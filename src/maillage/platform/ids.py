"""Identifiers: UUID version 7 (RFC 9562), in time order and impossible to enumerate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from maillage.platform import clock


def new_id() -> UUID:
    """An identifier for something that happens now; those drawn in a row by one process keep their order."""
    return id_at(clock.now()) if clock.is_set() else uuid7()


def id_at(moment: datetime) -> UUID:
    """An identifier for something that happened at `moment`; sorts with the others by time (to the millisecond)."""
    return uuid7(nanoseconds=int(moment.timestamp() * 1_000_000) * 1000)


def oldest_id_at(moment: datetime) -> UUID:
    """The lowest identifier of that millisecond: a bound for "since" queries."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80)
