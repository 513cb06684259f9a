"""Identifiers: UUID version 7 (RFC 9562), in time order and impossible to enumerate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import count
from random import Random
from secrets import randbits
from uuid import UUID

from uuid_utils.compat import uuid7

from maillage.platform import clock

_drawn_from: ContextVar[Random | None] = ContextVar("drawn_from", default=None)
_drawn = count()


def new_id() -> UUID:
    """An identifier for something that happens now; those drawn in a row by one process keep their order."""
    if _drawn_from.get():
        return id_at(clock.now())
    return _next_at(clock.now()) if clock.is_set() else uuid7()


def id_at(moment: datetime) -> UUID:
    """An identifier for something that happened at `moment`; sorts with the others by time (to the millisecond)."""
    source = _drawn_from.get()
    if source is not None:
        time_and_version = int(moment.timestamp() * 1000) << 80 | 7 << 76
        return UUID(int=time_and_version | source.getrandbits(12) << 64 | 0b10 << 62 | source.getrandbits(62))
    return uuid7(nanoseconds=int(moment.timestamp() * 1_000_000) * 1000)


def _next_at(moment: datetime) -> UUID:
    """Where the clock stands still, a count keeps the order that the library keeps within a millisecond."""
    number = next(_drawn)
    time_and_version = int(moment.timestamp() * 1000) << 80 | 7 << 76
    low = 0b10 << 62 | (number & 0x3FFFFFFF) << 32 | randbits(32)
    return UUID(int=time_and_version | (number >> 30 & 0xFFF) << 64 | low)


def oldest_id_at(moment: datetime) -> UUID:
    """The lowest identifier of that millisecond: a bound for "since" queries."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80)


def read(text: str) -> UUID | None:
    """The identifier that an address or a form gives; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


@contextmanager
def drawn_from(source: Random) -> Iterator[None]:
    """Within the block, identifiers follow from `source` and the clock alone: same seed, same demonstration.

    Never for anything real: such identifiers can be guessed.
    """
    token = _drawn_from.set(source)
    try:
        yield
    finally:
        _drawn_from.reset(token)
