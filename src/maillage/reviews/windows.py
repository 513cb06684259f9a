"""How long one may write of an exchange: to the end of the fourteenth day after the one on which it ended.

In local days, so that a night of 23 or 25 hours shortens or lengthens nothing that people count.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

DAYS = 14
REMINDED_BEFORE = timedelta(days=7)
"""What was asked when it ended is asked once more when so much is left."""


def closes_at(ended_at: datetime) -> datetime:
    """The midnight that ends the last day on which one may write."""
    return midnight(timezone.localtime(ended_at).date() + timedelta(days=DAYS + 1))


def last_day(closing: datetime) -> date:
    """The last local day on which one may write."""
    return timezone.localtime(closing).date() - timedelta(days=1)


def midnight(day: date) -> datetime:
    """The moment at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def year(number: int) -> tuple[datetime, datetime]:
    """From the first moment of a local calendar year to the first that is no longer in it."""
    return midnight(date(number, 1, 1)), midnight(date(number + 1, 1, 1))
