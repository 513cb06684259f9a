"""Whether a period may be asked for, by the rules of its listing and by what is already kept for others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from maillage.bookings import periods
from maillage.bookings.models import BOOKABLE, Availability, Booking, DaysOff, OpenHours, Unit, period_of
from maillage.bookings.refusals import BadPeriod, NotBookable, Taken
from maillage.listings import holds
from maillage.listings.models import Intent, Listing, Mode, PriceUnit
from maillage.listings.models import State as Online
from maillage.platform import clock, wording

DEFAULT_LEAD_HOURS = 2
DEFAULT_LONGEST_DAYS = 14
DEFAULT_LONGEST_HOURS = 12
LOOKED_AT = timedelta(days=45)
"""How far around a period its neighbours are looked for."""
PROPOSED = 3


@dataclass(frozen=True)
class Rules:
    """All that says when a listing may be had."""

    availability: Availability
    open_hours: Sequence[OpenHours]
    days_off: Sequence[DaysOff]

    @property
    def unit(self) -> Unit:
        return Unit(self.availability.unit)

    @property
    def longest_days(self) -> int:
        return max(self.availability.longest_hours // 24, 1)

    def is_shut(self, day: date) -> bool:
        """Not on its weekday, or on a day off."""
        if any(off.first_day <= day <= off.last_day for off in self.days_off):
            return True
        return bool(self.open_hours) and all(hours.weekday != day.weekday() for hours in self.open_hours)

    def stretches(self, day: date) -> list[DateTimeTZRange]:
        """When it may be had on a day, as periods."""
        if self.is_shut(day):
            return []
        if not self.open_hours:
            return [periods.of_days(day, day)]
        return [
            periods.of_hours(day, hours.opens, hours.closes)
            for hours in self.open_hours
            if hours.weekday == day.weekday()
        ]


def default(listing: Listing) -> Availability:
    """What suits its mode and price where its author said nothing: by the hour what is paid so, by the day the rest."""
    by_hour = listing.mode == Mode.SERVICE or listing.price_unit == PriceUnit.HOUR
    return Availability(
        listing=listing,
        unit=Unit.HOUR if by_hour else Unit.DAY,
        lead_hours=DEFAULT_LEAD_HOURS,
        longest_hours=DEFAULT_LONGEST_HOURS if by_hour else DEFAULT_LONGEST_DAYS * 24,
    )


def rules_of(listing: Listing) -> Rules:
    """The rules of a listing; one query. Hours and days off go with an availability: they are said together."""
    said = Availability.objects.filter(listing=listing).annotate(week=_WEEK, off=_OFF).first()
    if said is None:
        return Rules(default(listing), (), ())
    return Rules(
        said,
        [
            OpenHours(
                listing=listing,
                weekday=each["weekday"],
                opens=time.fromisoformat(each["opens"]),
                closes=time.fromisoformat(each["closes"]),
            )
            for each in said.week
        ],
        [
            DaysOff(
                listing=listing, first_day=date.fromisoformat(each["first"]), last_day=date.fromisoformat(each["last"])
            )
            for each in said.off
        ],
    )


_WEEK = ArraySubquery(
    OpenHours.objects.filter(listing=OuterRef("pk"))
    .order_by("weekday", "opens")
    .values(json=JSONObject(weekday="weekday", opens="opens", closes="closes"))
)
_OFF = ArraySubquery(
    DaysOff.objects.filter(listing=OuterRef("pk"))
    .order_by("first_day")
    .values(json=JSONObject(first="first_day", last="last_day"))
)


def is_bookable(listing: Listing) -> bool:
    """An offer, online, of something that is had for a time."""
    return listing.intent == Intent.OFFER and listing.mode in BOOKABLE and holds.is_free(listing)


def must_be_bookable(listing: Listing) -> None:
    """Raises NotBookable."""
    if not is_bookable(listing):
        raise NotBookable(why_not(listing))


def why_not(listing: Listing) -> str:
    """Why it cannot be booked, and what to do."""
    if listing.state == Online.PROMISED:
        return _(
            "Cette annonce est promise dans un autre échange : elle ne se réserve pas tant qu’il dure. "
            "Revenez plus tard, ou regardez les autres annonces."
        )
    return _("Cette annonce ne se réserve pas, ou n’est plus en ligne.")


def must_hold(rules: Rules, period: DateTimeTZRange) -> None:
    """Whether a period follows the rules, whoever else has it. Raises BadPeriod, with what to do."""
    periods.must_be_reasonable(period, rules.unit)
    _must_be_beforehand(rules, period)
    _must_not_be_too_long(rules, period)
    _must_be_open(rules, period)


def _must_be_beforehand(rules: Rules, period: DateTimeTZRange) -> None:
    first = clock.now() + timedelta(hours=rules.availability.lead_hours)
    if rules.unit == Unit.DAY:
        if periods.first_day(period) < localdate(first):
            raise BadPeriod(
                _("C’est trop tôt : il faut prévenir à l’avance. Premier jour possible : le %(day)s.")
                % {"day": wording.weekday(localdate(first))}
            )
    elif period.lower < first:
        raise BadPeriod(
            _("C’est trop tôt : il faut prévenir à l’avance. Première heure possible : le %(day)s à %(time)s.")
            % {"day": wording.weekday(localdate(first)), "time": wording.clock_time(first)}
        )


def _must_not_be_too_long(rules: Rules, period: DateTimeTZRange) -> None:
    if rules.unit == Unit.DAY:
        if len(periods.days_in(period)) > rules.longest_days:
            raise BadPeriod(
                _("C’est trop long : au plus %(length)s pour cette annonce.")
                % {"length": longest_words(rules.availability)}
            )
    elif period.upper - period.lower > timedelta(hours=rules.availability.longest_hours):
        raise BadPeriod(
            _("C’est trop long : au plus %(length)s pour cette annonce.")
            % {"length": longest_words(rules.availability)}
        )


def _must_be_open(rules: Rules, period: DateTimeTZRange) -> None:
    for day in periods.days_in(period):
        if rules.is_shut(day):
            raise BadPeriod(
                _("Ce n’est pas disponible le %(day)s. Regardez les jours libres du calendrier.")
                % {"day": wording.weekday(day)}
            )
    if rules.unit == Unit.HOUR:
        for part in periods.by_day(period):
            _must_be_in_a_stretch(rules, part)


def _must_be_in_a_stretch(rules: Rules, part: DateTimeTZRange) -> None:
    """Hours of one day."""
    day = periods.first_day(part)
    stretches = rules.stretches(day)
    if not any(stretch.lower <= part.lower and part.upper <= stretch.upper for stretch in stretches):
        raise BadPeriod(
            _("Le %(day)s, c’est possible %(hours)s.")
            % {
                "day": wording.weekday(day),
                "hours": _(" ou ").join(stretch_words(stretch) for stretch in stretches),
            }
        )


def stretch_words(stretch: DateTimeTZRange) -> str:
    """ "de 9 h à 12 h"."""
    return _("de %(opens)s à %(closes)s") % {
        "opens": wording.clock_time(localtime(stretch.lower)),
        "closes": wording.clock_time(localtime(stretch.upper)),
    }


def longest_words(availability: Availability) -> str:
    """ "14 jours", "12 heures"."""
    hours = availability.longest_hours
    return periods.count_words(max(hours // 24, 1) if availability.unit == Unit.DAY else hours, availability.unit)


def words(rules: Rules) -> list[str]:
    """The rules as short sentences, for who asks."""
    said = [_("Au plus %(length)s.") % {"length": longest_words(rules.availability)}]
    if rules.open_hours:
        said.insert(0, open_words(rules))
    if rules.availability.lead_hours:
        lead = timedelta(hours=rules.availability.lead_hours)
        unit, number = (Unit.DAY, lead.days) if lead.days and not lead.seconds else (Unit.HOUR, lead // periods.HOUR)
        said.append(_("Prévenir %(length)s à l’avance.") % {"length": periods.count_words(number, unit)})
    if rules.availability.quantity > 1:
        said.append(_("Il y en a %(number)s.") % {"number": rules.availability.quantity})
    return said


def open_words(rules: Rules) -> str:
    """ "Le samedi et le dimanche."; by the hour, with the hours of each day."""
    days = []
    for weekday in sorted({hours.weekday for hours in rules.open_hours}):
        name = _("le %(day)s") % {"day": wording.weekday_name(weekday)}
        spans = [hours for hours in rules.open_hours if hours.weekday == weekday]
        if rules.unit == Unit.HOUR:
            hours = [
                _("de %(opens)s à %(closes)s")
                % {"opens": wording.clock_time(each.opens), "closes": wording.clock_time(each.closes)}
                for each in spans
            ]
            name = f"{name} {_(' et ').join(hours)}"
        days.append(name)
    sentence = ", ".join(days[:-1]) + _(" et ") + days[-1] if len(days) > 1 else days[0]
    return f"{sentence[0].upper()}{sentence[1:]}."


# What is kept for others


@dataclass(frozen=True)
class Busy:
    """What is kept, by item, around some dates: one query."""

    quantity: int
    kept: Sequence[tuple[int, DateTimeTZRange]]

    def free_item(self, period: DateTimeTZRange) -> int | None:
        """The first item that nobody has during the period."""
        busy = {item for item, kept in self.kept if overlap(kept, period)}
        return next((item for item in range(1, self.quantity + 1) if item not in busy), None)

    def is_free(self, period: DateTimeTZRange) -> bool:
        return self.free_item(period) is not None


def overlap(one: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)


def busy(listing: Listing, availability: Availability, around: DateTimeTZRange) -> Busy:
    """What is kept of a listing during `around`."""
    held = Booking.objects.held().filter(listing=listing).during(around.lower, around.upper)
    return Busy(availability.quantity, list(held.values_list("item", "period")))


def must_be_free(listing: Listing, rules: Rules, period: DateTimeTZRange) -> int:
    """The item to be had during the period. Raises Taken, with the nearest periods that are free."""
    found = busy(listing, rules.availability, period).free_item(period)
    if found is None:
        raise Taken(nearest(listing, rules, period))
    return found


def is_still_free(booking: Booking) -> bool:
    """Whether what is proposed could be accepted now, as far as others are concerned. Two queries."""
    if booking.listing is None:
        return False
    rules = rules_of(booking.listing)
    return busy(booking.listing, rules.availability, booking.period).is_free(booking.period)


def nearest(listing: Listing, rules: Rules, period: DateTimeTZRange, most: int = PROPOSED) -> list[DateTimeTZRange]:
    """The nearest periods of the same length that follow the rules and are free, soonest first."""
    around = period_of(period.lower - LOOKED_AT, period.upper + LOOKED_AT)
    kept = busy(listing, rules.availability, around)
    found: list[DateTimeTZRange] = []
    for other in _beside(rules, period):
        if kept.is_free(other) and _holds(rules, other):
            found.append(other)
            if len(found) == most:
                break
    return sorted(found, key=lambda each: each.lower)


def _beside(rules: Rules, period: DateTimeTZRange) -> Iterator[DateTimeTZRange]:
    """Periods of the same length, from the nearest on: other hours of that day, then other days."""
    first, last = periods.first_day(period), periods.last_day(period)
    if rules.unit == Unit.HOUR:
        for hours in range(1, 13):
            for shift in (timedelta(hours=hours), -timedelta(hours=hours)):
                other = period_of(period.lower + shift, period.upper + shift)
                if periods.first_day(other) == first and periods.last_day(other) == last:
                    yield other
    for number in range(1, 31):
        for days in (timedelta(days=number), -timedelta(days=number)):
            if rules.unit == Unit.DAY:
                yield periods.of_days(first + days, last + days)
            else:
                try:
                    ends_on = None if first == last else localdate(period.upper) + days
                    yield periods.of_hours(first + days, _wall(period.lower), _wall(period.upper), ends_on)
                except BadPeriod:
                    continue


def _wall(moment: datetime) -> time:
    return localtime(moment).time()


def _holds(rules: Rules, period: DateTimeTZRange) -> bool:
    try:
        must_hold(rules, period)
    except BadPeriod:
        return False
    return True
