"""How the site says times, sums and counts, in the reader's language and with French typography."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from maillage.platform import clock

# No-break spaces: narrow before a unit, inside a number or a time.
NARROW = "\u202f"
WIDE = "\u00a0"


def ago(moment: datetime) -> str:
    """How long ago, rounded as people say it; a date after a week, and for a moment still to come."""
    elapsed = clock.now() - moment
    if timedelta(0) <= elapsed < timedelta(minutes=1):
        return _("à l’instant")
    if timedelta(0) <= elapsed < timedelta(hours=1):
        return _("il y a %(minutes)s min") % {"minutes": int(elapsed.total_seconds()) // 60}
    local = localtime(moment).date()
    days = (clock.today() - local).days
    if days == 0 and elapsed >= timedelta(0):
        return _("il y a %(hours)s h") % {"hours": int(elapsed.total_seconds()) // 3600}
    if days == 1:
        return _("hier")
    if 2 <= days <= 6:
        return ngettext("il y a %(days)s jour", "il y a %(days)s jours", days) % {"days": days}
    return _("le %(day)s") % {"day": day(local)}


def day(when: date) -> str:
    """ "3 novembre", "1er novembre"; with its year when it is not this one."""
    pattern = "d MMMM" if when.year == clock.today().year else "d MMMM y"
    if _is_french():
        words = format_date(when, pattern, locale="fr")
        return "1er" + words[1:] if when.day == 1 else words
    return format_date(when, pattern, locale="en")


def weekday(when: date) -> str:
    """ "mardi 3 novembre"; "Tuesday 3 November" in English."""
    return f"{format_date(when, 'EEEE', locale='fr' if _is_french() else 'en')} {day(when)}"


def day_number(when: date) -> str:
    """ "3", "1er"; "1" in English."""
    return "1er" if when.day == 1 and _is_french() else str(when.day)


def weekday_name(number: int) -> str:
    """ "lundi" for 0; "Monday" in English."""
    monday = date(2024, 1, 1)
    return format_date(monday + timedelta(days=number), "EEEE", locale="fr" if _is_french() else "en")


def month(first: date) -> str:
    """ "novembre 2026"; "November 2026" in English."""
    return format_date(first, "MMMM y", locale="fr" if _is_french() else "en")


# "Le Havre", "Les Sables-d’Olonne": the article of a name, which French joins to the word before it.
ELIDED = frozenset("aeiouàâäéèêëîïôöùûüœæ")
JOINED = {"Le ": ("au ", "du "), "Les ": ("aux ", "des ")}


def at_place(name: str) -> str:
    """ "à Dinan", "au Havre", "aux Sables-d’Olonne"; "in Dinan" in English."""
    return _with_article(name, 0, "à ") if _is_french() else f"in {name}"


def of_place(name: str) -> str:
    """ "de Dinan", "du Havre", "d’Évran"; "of Dinan" in English."""
    if not _is_french():
        return f"of {name}"
    return _with_article(name, 1, "d’" if name[:1].lower() in ELIDED else "de ")


def _with_article(name: str, which: int, otherwise: str) -> str:
    for article, joined in JOINED.items():
        if name.startswith(article):
            return joined[which] + name.removeprefix(article)
    return otherwise + name


def clock_time(moment: datetime | time) -> str:
    """ "7 h 40", "12 h"; "7:40 am" in English. A datetime is told in the site's time zone."""
    at = localtime(moment).time() if isinstance(moment, datetime) else moment
    if _is_french():
        return f"{at.hour}{WIDE}h{WIDE}{at.minute:02}" if at.minute else f"{at.hour}{WIDE}h"
    return format_time(at, "h:mm a", locale="en").lower()


def euros(cents: int) -> str:
    """ "9,80 €", "12 €"; "€9.80" in English. `cents` is a whole number of euro cents."""
    places = "0.00" if cents % 100 else "0"
    if _is_french():
        amount = format_decimal(abs(cents) / 100, f"#,##{places}", locale="fr")
        return ("−" if cents < 0 else "") + amount.replace(WIDE, NARROW) + NARROW + "€"
    return format_currency(cents / 100, "EUR", f"¤#,##{places}", locale="en", currency_digits=False)


def number(value: int) -> str:
    """ "1 080" in French, "1,080" in English."""
    return format_decimal(value, locale="fr" if _is_french() else "en").replace(WIDE, NARROW)


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")
