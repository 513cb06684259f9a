"""Opening hours in OpenStreetMap's syntax, and what they mean now, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forget it

from maillage.platform import clock, wording

_DAYS = {
    "lundi": "Mo",
    "mardi": "Tu",
    "mercredi": "We",
    "jeudi": "Th",
    "vendredi": "Fr",
    "samedi": "Sa",
    "dimanche": "Su",
}
# Nobody plans a visit further ahead.
_LOOKING_AHEAD = timedelta(days=30)


class BadHours(Exception):
    """The text is not in the syntax of OpenStreetMap's opening hours."""


@dataclass(frozen=True)
class Status:
    """Whether a place is open, and the next moment at which that changes (None: not within a month)."""

    is_open: bool
    until: datetime | None
    words: str


def status(hours: str, *, is_feminine: bool = True) -> Status | None:
    """What the hours mean now, the public holidays of France being off; None without hours. Raises BadHours.

    A town hall is "ouverte", a shop "ouvert": French asks which.
    """
    if not hours.strip():
        return None
    parsed = parse(hours)
    now = timezone.localtime(clock.now()).replace(tzinfo=None)
    is_open = parsed.is_open(now)
    until = parsed.next_change(now)
    # "Closed" may be followed by a change from one reason of being closed to another.
    while until is not None and parsed.is_open(until) == is_open and until - now < _LOOKING_AHEAD:
        until = parsed.next_change(until)
    if until is not None and until - now >= _LOOKING_AHEAD:
        until = None
    words = _feminine if is_feminine else _masculine
    return Status(is_open, until, words(is_open, now, until))


@lru_cache(maxsize=1024)
def parse(hours: str) -> Any:
    """The hours, understood; closed on public holidays unless they say otherwise. Raises BadHours."""
    rules = hours if "PH" in hours else f"{hours}; PH off"
    try:
        return OpeningHours(rules, country="FR")
    except ParserError as error:
        raise BadHours(_("Ces horaires ne se lisent pas. Exemple : « Mo-Fr 09:00-12:00,14:00-17:30 ».")) from error


def week(hours: str) -> list[tuple[str, list[str]]]:
    """For a table: each day from today on, in words, with its spans ("9 h – 12 h"). Raises BadHours."""
    parsed = parse(hours)
    midnight = datetime.combine(timezone.localtime(clock.now()).date(), time())
    days = []
    for number in range(7):
        day = midnight + timedelta(days=number)
        spans = parsed.intervals(day, day + timedelta(days=1))
        opened = [(start, end) for start, end, state, *_rest in spans if str(state) == "open"]
        days.append((_day_words(day), [f"{clock_words(a)} – {clock_words(b)}" for a, b in opened]))
    return days


def clock_words(moment: datetime | time) -> str:
    """An hour as the reader's language writes it: "9 h", "17 h 30"; "5:30 pm" in English."""
    if (get_language() or "fr").startswith("en"):
        return wording.clock_time(moment.time() if isinstance(moment, datetime) else moment)
    narrow = "\u202f"
    return f"{moment.hour}{narrow}h" + (f"{narrow}{moment.minute:02}" if moment.minute else "")


def _day_words(day: datetime) -> str:
    """ "mardi 1er décembre"."""
    return f"{date_format(day, 'l')} {wording.day(day.date())}"


def _moment(now: datetime, until: datetime) -> tuple[int, dict[str, str]]:
    """In how many days, and the words of a moment."""
    said = {"hour": clock_words(until), "day": date_format(until, "l"), "date": _day_words(until)}
    return (until.date() - now.date()).days, said


def _feminine(is_open: bool, now: datetime, until: datetime | None) -> str:  # noqa: FBT001
    if until is None:
        return _("Ouverte") if is_open else _("Fermée")
    away, said = _moment(now, until)
    if is_open:
        return _("Ouverte jusqu’à %(hour)s") % said if away == 0 else _("Ouverte jusqu’à %(day)s à %(hour)s") % said
    if away == 0:
        return _("Fermée, ouvre à %(hour)s") % said
    if away == 1:
        return _("Fermée, ouvre demain à %(hour)s") % said
    if away < 7:
        return _("Fermée, ouvre %(day)s à %(hour)s") % said
    return _("Fermée, ouvre le %(date)s à %(hour)s") % said


def _masculine(is_open: bool, now: datetime, until: datetime | None) -> str:  # noqa: FBT001
    if until is None:
        return _("Ouvert") if is_open else _("Fermé")
    away, said = _moment(now, until)
    if is_open:
        return _("Ouvert jusqu’à %(hour)s") % said if away == 0 else _("Ouvert jusqu’à %(day)s à %(hour)s") % said
    if away == 0:
        return _("Fermé, ouvre à %(hour)s") % said
    if away == 1:
        return _("Fermé, ouvre demain à %(hour)s") % said
    if away < 7:
        return _("Fermé, ouvre %(day)s à %(hour)s") % said
    return _("Fermé, ouvre le %(date)s à %(hour)s") % said


def from_directory(weekly: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
    """The hours of the national directory, [first day, last day, [[from, to], …]] in French, in OSM's syntax.

    A span that ends when it starts, or before, says nothing and is left out.
    """
    rules = []
    for first, last, spans in weekly:
        hours = ",".join(f"{start[:5]}-{end[:5]}" for start, end in spans if start < end)
        if hours:
            days = _DAYS[first] if last in {first, ""} else f"{_DAYS[first]}-{_DAYS[last]}"
            rules.append(f"{days} {hours}")
    # A comma adds to the rules before it, where a semicolon would replace them for a day said twice.
    return ", ".join(rules)
