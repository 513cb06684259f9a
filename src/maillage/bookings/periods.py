"""Periods: half-open ranges of moments in UTC, made from local days and hours, and said in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.bookings.models import Unit, period_of
from maillage.bookings.refusals import BadPeriod
from maillage.platform import clock, wording

FURTHEST = timedelta(days=365)
HOUR = timedelta(hours=1)


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def midnight(day: date) -> datetime:
    """The moment at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=zone()).astimezone(UTC)


def of_days(first: date, last: date) -> DateTimeTZRange:
    """From the local midnight that begins `first` to the one that ends `last`. Raises BadPeriod."""
    if last < first:
        raise BadPeriod(_("Le dernier jour est avant le premier. Inversez-les."))
    return period_of(midnight(first), midnight(last + timedelta(days=1)))


def of_hours(day: date, starts: time, ends: time, last: date | None = None) -> DateTimeTZRange:
    """From an hour of a local day to an hour of the same, or of a later one. Raises BadPeriod.

    On the same day, `ends` at midnight means its end. An hour that comes twice, when winter time begins, is its first
    coming for a start and its second for an end.
    """
    if last is not None and last < day:
        raise BadPeriod(_("Le dernier jour est avant le premier. Inversez-les."))
    lower, ends_on = _moment(day, starts, fold=0), last or day
    is_end_of_day = ends == time.min and ends_on == day
    upper = midnight(day + timedelta(days=1)) if is_end_of_day else _moment(ends_on, ends, fold=1)
    if upper <= lower:
        raise BadPeriod(_("L’heure de fin est avant l’heure de début. Si c’est le lendemain, dites jusqu’à quel jour."))
    return period_of(lower, upper)


def _moment(day: date, at: time, *, fold: int) -> datetime:
    moment = datetime.combine(day, at.replace(fold=fold), tzinfo=zone()).astimezone(UTC)
    if moment.astimezone(zone()).time().replace(fold=0) != at.replace(fold=0):
        raise BadPeriod(
            _("Cette heure n’existe pas : cette nuit-là, on passe à l’heure d’été. Choisissez-en une autre.")
        )
    return moment


def days_in(period: DateTimeTZRange) -> list[date]:
    """The local days that a period touches, in order."""
    first, last = first_day(period), last_day(period)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def by_day(period: DateTimeTZRange) -> list[DateTimeTZRange]:
    """Its parts, cut at each local midnight."""
    cuts = [midnight(day) for day in days_in(period)[1:]]
    return [period_of(start, end) for start, end in pairwise([period.lower, *cuts, period.upper])]


def first_day(period: DateTimeTZRange) -> date:
    return localdate(period.lower)


def last_day(period: DateTimeTZRange) -> date:
    """The last local day that it touches."""
    return localdate(period.upper - timedelta(microseconds=1))


def hours_in(period: DateTimeTZRange) -> int:
    """Hours begun, by the clock on the wall being of no matter: an hour is an hour in summer time too."""
    length: timedelta = period.upper - period.lower
    return -(-length // HOUR)


def length_words(period: DateTimeTZRange, unit: str) -> str:
    """ "3 jours", "2 heures"."""
    return count_words(len(days_in(period)) if unit == Unit.DAY else hours_in(period), unit)


def count_words(number: int, unit: str) -> str:
    """ "3 jours", "2 heures"."""
    if unit == Unit.DAY:
        return ngettext("%(number)s jour", "%(number)s jours", number) % {"number": number}
    return ngettext("%(number)s heure", "%(number)s heures", number) % {"number": number}


def words(period: DateTimeTZRange, unit: str) -> str:
    """ "le samedi 28 novembre", "du samedi 28 au lundi 30 novembre", "le samedi 28 novembre, de 9 h à 12 h".

    Hours that pass midnight: "du samedi 28 novembre à 18 h au dimanche 29 novembre à 10 h".
    """
    first, last = first_day(period), last_day(period)
    if unit == Unit.HOUR and first != last:
        return _("du %(first)s à %(starts)s au %(last)s à %(ends)s") % {
            "first": wording.weekday(first),
            "starts": wording.clock_time(localtime(period.lower)),
            "last": wording.weekday(localdate(period.upper)),
            "ends": wording.clock_time(localtime(period.upper)),
        }
    if unit == Unit.HOUR:
        return _("le %(day)s, de %(starts)s à %(ends)s") % {
            "day": wording.weekday(first),
            "starts": wording.clock_time(localtime(period.lower)),
            "ends": wording.clock_time(localtime(period.upper)),
        }
    if first == last:
        return _("le %(day)s") % {"day": wording.weekday(first)}
    if (first.year, first.month) == (last.year, last.month):
        begins = _("%(weekday)s %(number)s") % {
            "weekday": wording.weekday_name(first.weekday()),
            "number": wording.day_number(first),
        }
    else:
        begins = wording.weekday(first)
    return _("du %(first)s au %(last)s") % {"first": begins, "last": wording.weekday(last)}


def must_be_reasonable(period: DateTimeTZRange, unit: str) -> None:
    """Neither past nor beyond a year. By the day, the day that runs is not past. Raises BadPeriod."""
    is_past = first_day(period) < clock.today() if unit == Unit.DAY else period.lower < clock.now()
    if is_past:
        raise BadPeriod(
            _("Ces dates sont passées. Choisissez à partir du %(day)s.") % {"day": wording.day(clock.today())}
        )
    if period.upper > clock.now() + FURTHEST:
        raise BadPeriod(_("C’est trop loin : on réserve dans l’année qui vient."))


def facts_of(period: DateTimeTZRange, unit: str) -> dict[str, str]:
    """What a notice keeps of a period."""
    return {"starts": period.lower.isoformat(), "ends": period.upper.isoformat(), "unit": unit}


def words_of_facts(starts: str, ends: str, unit: str) -> str:
    """`words`, of what `facts_of` kept."""
    return words(period_of(datetime.fromisoformat(starts), datetime.fromisoformat(ends)), unit)


def deadline_words(moment: datetime) -> str:
    """When something ends: "le samedi 28 novembre à 18 h"; for a midnight, the day that it ends."""
    local = localtime(moment)
    if local.time() == time.min:
        return _("le %(day)s") % {"day": wording.weekday(local.date() - timedelta(days=1))}
    return _("le %(day)s à %(time)s") % {"day": wording.weekday(local.date()), "time": wording.clock_time(local)}
