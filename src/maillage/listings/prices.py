"""Prices in words, as a French reader writes them: 9,80 € la journée."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext as _

NARROW_SPACE = "\u202f"


def euros(cents: int) -> str:
    """`cents` as an amount in the reader's language: "8 €", "9,80 €", "€9.80"."""
    whole = cents % 100 == 0
    amount = formats.number_format(cents // 100 if whole else f"{cents // 100}.{cents % 100:02d}", force_grouping=True)
    return _("%(amount)s\u202f€") % {"amount": amount.replace("\xa0", NARROW_SPACE)}


def words(cents: int, period: str = "") -> str:
    """A price with its period ("la journée"), where it has one."""
    return f"{euros(cents)} {period}" if period else euros(cents)
