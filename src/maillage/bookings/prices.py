"""What a period costs: the cheapest way to pay for it by the hour, the day, the weekend and the week, and why.

An author gives one price; the others are worked out from it by proportions that are said, and each may be changed.
A longer rental costs less a day, for a thing wears out by being fetched and brought back more than by being kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.bookings import periods
from maillage.bookings.models import Availability, Unit
from maillage.listings.models import Listing, Mode, PriceUnit
from maillage.platform import wording

# How many hours each is worth. A thing: a day is five hours, a weekend eight (a bit more than a day and a half), a week
# twenty (four days). A person’s time is not lent at a discount: a day is seven hours of work, and so on.
OF_THINGS: Mapping[PriceUnit, int] = {PriceUnit.HOUR: 1, PriceUnit.DAY: 5, PriceUnit.WEEKEND: 8, PriceUnit.WEEK: 20}
OF_SERVICES: Mapping[PriceUnit, int] = {PriceUnit.HOUR: 1, PriceUnit.DAY: 7, PriceUnit.WEEKEND: 14, PriceUnit.WEEK: 35}
SATURDAY = 5
SMALL_CENTS = 500
"""Up to 5 €, prices are rounded to 10 cents; above, to 50 cents."""


@dataclass(frozen=True)
class Rates:
    """What each length costs, in cents."""

    hour: int
    day: int
    weekend: int
    week: int

    def of(self, unit: PriceUnit) -> int:
        return {
            PriceUnit.HOUR: self.hour,
            PriceUnit.DAY: self.day,
            PriceUnit.WEEKEND: self.weekend,
            PriceUnit.WEEK: self.week,
        }[unit]


@dataclass(frozen=True)
class Part:
    """So many times one rate."""

    unit: PriceUnit
    count: int
    each_cents: int

    @property
    def cents(self) -> int:
        return self.count * self.each_cents

    def __str__(self) -> str:
        """ "2 jours à 15 €"."""
        return _("%(count)s à %(price)s") % {
            "count": count_words(self.unit, self.count),
            "price": wording.euros(self.each_cents),
        }


@dataclass(frozen=True)
class Quote:
    """A price and what it is made of."""

    parts: tuple[Part, ...]

    @property
    def cents(self) -> int:
        return sum(part.cents for part in self.parts)

    def __str__(self) -> str:
        """ "1 semaine à 60 € + 2 jours à 15 € = 90 €"."""
        if len(self.parts) == 1 and self.parts[0].count == 1:
            return str(self.parts[0])
        sums = " + ".join(str(part) for part in self.parts)
        return f"{sums} = {wording.euros(self.cents)}"


def count_words(unit: PriceUnit, count: int) -> str:
    """ "1 heure", "2 jours", "1 week-end", "3 semaines"."""
    sayings = {
        PriceUnit.HOUR: ngettext("%(count)s heure", "%(count)s heures", count),
        PriceUnit.DAY: ngettext("%(count)s jour", "%(count)s jours", count),
        PriceUnit.WEEKEND: ngettext("%(count)s week-end", "%(count)s week-ends", count),
        PriceUnit.WEEK: ngettext("%(count)s semaine", "%(count)s semaines", count),
    }
    return sayings[unit] % {"count": count}


def is_priced(listing: Listing) -> bool:
    return bool(listing.price_cents)


def proportions_of(listing: Listing) -> Mapping[PriceUnit, int]:
    return OF_SERVICES if listing.mode == Mode.SERVICE else OF_THINGS


def computed(listing: Listing) -> Rates:
    """The rates that follow from the one price of a listing; that price itself is exactly the author’s."""
    assert listing.price_cents, "only what is priced has rates"
    worth = proportions_of(listing)
    given = PriceUnit(listing.price_unit)
    hour = Fraction(listing.price_cents, worth[given])
    rates = {unit: listing.price_cents if unit == given else rounded(hour * worth[unit]) for unit in PriceUnit}
    return Rates(**{unit.value: cents for unit, cents in rates.items()})


def rates_of(listing: Listing, availability: Availability) -> Rates:
    """The computed rates, with those that the author changed."""
    rates = computed(listing)
    return Rates(
        hour=availability.hour_cents or rates.hour,
        day=availability.day_cents or rates.day,
        weekend=availability.weekend_cents or rates.weekend,
        week=availability.week_cents or rates.week,
    )


def rounded(cents: Fraction) -> int:
    """To the nearest price that people say: 10 cents up to 5 €, 50 cents above; never nothing."""
    step = 10 if cents <= SMALL_CENTS else 50
    return max(round(cents / step) * step, step)


def price_of(listing: Listing, period: DateTimeTZRange, availability: Availability) -> Quote | None:
    """The cheapest price of a period; None where it is free."""
    if not is_priced(listing):
        return None
    rates = rates_of(listing, availability)
    if availability.unit == Unit.HOUR:
        return cheapest_hours(rates, periods.hours_in(period), may_cap=listing.mode != Mode.SERVICE)
    return cheapest_days(rates, periods.days_in(period))


def cheapest_hours(rates: Rates, hours: int, *, may_cap: bool = True) -> Quote:
    """Hours of one day: by the hour, or the whole day when that is cheaper (`may_cap`)."""
    if may_cap and rates.day < hours * rates.hour:
        return Quote((Part(PriceUnit.DAY, 1, rates.day),))
    return Quote((Part(PriceUnit.HOUR, hours, rates.hour),))


def cheapest_days(rates: Rates, days: Sequence[date]) -> Quote:
    """Consecutive days: each paid by a day, by a weekend that it is in, or by a week of up to seven from any of them.

    Of the ways to pay, the cheapest: so a longer period never costs less than a shorter one within it.
    """
    best: list[tuple[int, tuple[PriceUnit, ...]]] = [(0, ())]  # the cheapest way to pay for the first days, by number
    for number, day in enumerate(days, start=1):
        weekend = 2 if day.weekday() == SATURDAY + 1 else 1
        spans = [(PriceUnit.DAY, 1), (PriceUnit.WEEK, 7)]
        if day.weekday() >= SATURDAY:
            spans.append((PriceUnit.WEEKEND, weekend))
        ways = []
        for unit, span in spans:
            cents, units = best[max(number - span, 0)]
            ways.append((cents + rates.of(unit), (*units, unit)))
        best.append(min(ways, key=lambda way: (way[0], len(way[1]))))
    return Quote(tuple(_parts(rates, best[-1][1])))


def _parts(rates: Rates, units: Iterable[PriceUnit]) -> Iterable[Part]:
    longest_first = sorted(units, key=list(PriceUnit).index, reverse=True)
    for unit, same in groupby(longest_first):
        yield Part(unit, len(list(same)), rates.of(unit))


def explained(listing: Listing) -> str:
    """How the rates follow from the author’s price."""
    worth = proportions_of(listing)
    return _(
        "Vous demandez %(price)s. Le reste s’en déduit : un jour vaut %(day)s heures, un week-end %(weekend)s et une "
        "semaine %(week)s, arrondi à un prix qui se dit."
    ) % {
        "price": listing.price,
        "day": worth[PriceUnit.DAY],
        "weekend": worth[PriceUnit.WEEKEND],
        "week": worth[PriceUnit.WEEK],
    }
