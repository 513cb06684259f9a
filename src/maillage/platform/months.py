"""Counting in calendar months, each told by its first day."""

from __future__ import annotations

from datetime import date


def first_day(day: date) -> date:
    """The first day of the month that holds `day`."""
    return day.replace(day=1)


def before(day: date, months: int) -> date:
    """The first day of the month so many months before that of `day`."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def after(day: date, months: int) -> date:
    """The first day of the month so many months after that of `day`."""
    return before(day, -months)
