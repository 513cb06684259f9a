"""How old words weigh: half as much for each year that went by. The page `/avis/comment/` explains it with `EXAMPLE`.

An answer of today weighs 1, one of a year ago one half, of two years ago a quarter. What people did lately says more
of them than what they did long ago, and nobody pays for ever for a bad week.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillage.reviews.models import Answer

HALF_LIFE_DAYS = 365
WORTH = {Answer.YES: 1.0, Answer.PARTLY: 0.5, Answer.NO: 0.0}
LEAST_AUTHORS = 3
"""Under three people, a count would tell who said what: words are signed, answers are not shown."""


class Tendency(Enum):
    """What the weighed answers to one question come to, in words."""

    ALMOST_ALWAYS = "almost always"
    MOSTLY = "mostly"
    MIXED = "mixed"
    SELDOM = "seldom"

    @property
    def words(self) -> str | Promise:
        return WORDS[self]


WORDS = {
    Tendency.ALMOST_ALWAYS: _("presque toujours"),
    Tendency.MOSTLY: _("le plus souvent"),
    Tendency.MIXED: _("une fois sur deux"),
    Tendency.SELDOM: _("rarement"),
}
# Above each share, in hundredths.
FROM = {Tendency.ALMOST_ALWAYS: 90, Tendency.MOSTLY: 65, Tendency.MIXED: 35, Tendency.SELDOM: 0}


@dataclass(frozen=True)
class Dated:
    """An answer, and the day on which the exchange ended."""

    answer: Answer
    on: date


def weight(on: date, today: date) -> float:
    """From 1 for today, and for what a clock says is still to come, to almost nothing."""
    return float(0.5 ** (max((today - on).days, 0) / HALF_LIFE_DAYS))


def share(answers: Iterable[Dated], today: date) -> float | None:
    """The weighed share of yes, from 0 to 1, a partly counting half; None without an answer."""
    weighed = [(weight(each.on, today), WORTH[each.answer]) for each in answers]
    total = sum(each for each, _worth in weighed)
    return sum(each * worth for each, worth in weighed) / total if total else None


def tendency(answers: Sequence[Dated], today: date) -> Tendency | None:
    """The words for these answers; None without an answer."""
    found = share(answers, today)
    if found is None:
        return None
    hundredths = round(found * 100)
    return next(each for each, least in FROM.items() if hundredths >= least)


EXAMPLE: tuple[tuple[int, Answer], ...] = ((0, Answer.YES), (365, Answer.PARTLY), (730, Answer.NO))
"""Three answers, by how many days ago."""
