"""The one place where code asks for the time, so that a test can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_time: ContextVar[datetime | None] = ContextVar("set_time", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _set_time.get() or timezone.now()


def today() -> date:
    """The current day where the site's people live (settings.TIME_ZONE)."""
    return timezone.localtime(now()).date()


def is_set() -> bool:
    """Whether a test has stopped the clock."""
    return _set_time.get() is not None


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` answers `moment` (aware)."""
    if timezone.is_naive(moment):
        raise ValueError("A moment needs a time zone.")
    token = _set_time.set(moment)
    try:
        yield
    finally:
        _set_time.reset(token)
