"""A month of a listing as a table: which days are free, and a link on each, without saying who has the others."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bookings import availability, periods
from maillage.bookings.availability import Busy, Rules
from maillage.bookings.models import Unit, period_of
from maillage.listings.models import Listing
from maillage.platform import clock, wording

Link = Callable[[date], str]


class Look(StrEnum):
    """What a day is, for who would have the thing."""

    FREE = "free"
    PARTLY = "partly"  # by the hour: some hours are left
    TAKEN = "taken"
    SHUT = "shut"
    PAST = "past"


WORDS = {
    Look.FREE: gettext_lazy("libre"),
    Look.PARTLY: gettext_lazy("libre en partie"),
    Look.TAKEN: gettext_lazy("pris"),
    Look.SHUT: gettext_lazy("fermé"),
    Look.PAST: gettext_lazy("passé"),
}


@dataclass(frozen=True)
class Day:
    date: date
    look: Look
    url: str
    is_chosen: bool

    @property
    def words(self) -> str:
        """ "samedi 28 novembre, libre"."""
        return f"{wording.weekday(self.date)}, {WORDS[self.look]}"


@dataclass(frozen=True)
class Month:
    """Weeks from Monday; None stands for the days of another month."""

    first: date
    weeks: Sequence[Sequence[Day | None]]
    kept: Busy

    @property
    def title(self) -> str:
        return wording.month(self.first)

    @property
    def weekdays(self) -> list[str]:
        return [wording.weekday_name(number) for number in range(7)]

    @property
    def before(self) -> str:
        """The month before, as an address says it; nothing where all of it is past."""
        return _named(self.first - timedelta(days=1)) if self.first > clock.today() else ""

    @property
    def after(self) -> str:
        """The month after; nothing beyond what can be booked."""
        following = self.first + timedelta(days=31)
        return _named(following) if following < clock.today() + periods.FURTHEST else ""

    @property
    def looks(self) -> list[tuple[str, str]]:
        """What the month holds, for the legend: a look and its word."""
        present = {day.look for week in self.weeks for day in week if day}
        return [(look.value, str(WORDS[look])) for look in Look if look in present and look != Look.PAST]


def _named(day: date) -> str:
    return f"{day:%Y-%m}"


def named(name: str, otherwise: date) -> date:
    """The first day of the month that an address names ("2026-12"), or of the day `otherwise`."""
    try:
        found = date.fromisoformat(f"{name}-01")
    except ValueError:
        found = otherwise.replace(day=1)
    today = clock.today()
    return min(max(found, today.replace(day=1)), (today + periods.FURTHEST).replace(day=1))


def of(
    listing: Listing,
    rules: Rules,
    first: date,
    *,
    url: Link,
    chosen: DateTimeTZRange | None = None,
) -> Month:
    """The month that begins on `first`; `url` is where choosing a free day leads. One query."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    kept = availability.busy(listing, rules.availability, periods.of_days(weeks[0][0], weeks[-1][-1]))
    chosen_days = set(periods.days_in(chosen)) if chosen else set()

    def of_day(day: date) -> Day | None:
        if day.month != first.month:
            return None
        look = look_of(rules, kept, day)
        is_free = look in (Look.FREE, Look.PARTLY)
        return Day(day, look, url(day) if is_free else "", day in chosen_days)

    shown = [week for week in weeks if week[-1] >= clock.today()]  # weeks gone by only push the others down
    return Month(first, [[of_day(day) for day in week] for week in shown], kept)


def look_of(rules: Rules, kept: Busy, day: date) -> Look:
    """What a day is, whoever has it."""
    first = localdate(clock.now() + timedelta(hours=rules.availability.lead_hours))
    if day < first or day > localdate(clock.now() + periods.FURTHEST):
        return Look.PAST
    if rules.is_shut(day):
        return Look.SHUT
    if rules.unit == Unit.DAY:
        return Look.FREE if kept.is_free(periods.of_days(day, day)) else Look.TAKEN
    free = free_stretches(rules, kept, day)
    if not free:
        return Look.TAKEN
    return Look.FREE if free == rules.stretches(day) else Look.PARTLY


def free_stretches(rules: Rules, kept: Busy, day: date) -> list[DateTimeTZRange]:
    """When somebody may still come on a day: the open stretches, without the moments when all items are kept."""
    free: list[DateTimeTZRange] = []
    for stretch in rules.stretches(day):
        bounds = {stretch.lower, stretch.upper}
        for _item, period in kept.kept:
            bounds |= {moment for moment in (period.lower, period.upper) if stretch.lower < moment < stretch.upper}
        moments = sorted(bounds)
        for lower, upper in pairwise(moments):
            if not kept.is_free(period_of(lower, upper)):
                continue
            if free and free[-1].upper == lower and lower != stretch.lower:
                free[-1] = period_of(free[-1].lower, upper)
            else:
                free.append(period_of(lower, upper))
    return free


def day_words(rules: Rules, month: Month, day: date | None) -> str:
    """By the hour: when one may still come on the chosen day, where the month shows it."""
    shown = next((each for week in month.weeks for each in week if each and each.date == day), None)
    if shown is None or rules.unit == Unit.DAY:
        return ""
    if shown.look not in (Look.FREE, Look.PARTLY):
        return _("Ce jour-là : %(look)s.") % {"look": WORDS[shown.look]}
    return _("Ce jour-là, c’est libre %(hours)s.") % {
        "hours": hours_words(free_stretches(rules, month.kept, shown.date))
    }


def hours_words(stretches: Sequence[DateTimeTZRange]) -> str:
    """ "de 9 h à 12 h ou de 14 h à 18 h"."""
    return _(" ou ").join(availability.stretch_words(stretch) for stretch in stretches)
