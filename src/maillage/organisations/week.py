"""A week of opening hours as a shopkeeper types it, a line a day, and as OpenStreetMap writes it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
# "9h", "9 h 30", "9:30", "09h30"; a whole span is two of them with a dash, "à" or "a" between.
_HOUR = r"(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?"
_SPAN = re.compile(rf"{_HOUR}\s*(?:-|–|—|à|a)\s*{_HOUR}", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/]*(?:(?:et|puis)\b[\s,;]*)?", re.IGNORECASE)
MOST_SPANS = 4
LONGEST = 80

Span = tuple[int, int]


class BadDay(ValueError):
    """What was typed for a day cannot be read; its words say how to write it."""


def read_day(typed: str) -> list[Span]:
    """The spans of a day, in minutes from midnight: "9 h - 12 h 30, 14 h - 19 h". Empty, or "fermé": none.

    A span may end after midnight. Raises BadDay.
    """
    text = re.sub(r"[\u00a0\u202f]", " ", typed).strip().lower()
    if not text or text in {"fermé", "ferme", "fermée", "fermee", "closed"}:
        return []
    spans: list[Span] = []
    position = 0
    while position < len(text):
        found = _SPAN.match(text, position)
        if found is None:
            raise BadDay(_("Écrivez par exemple « 9 h - 12 h 30, 14 h - 19 h », ou laissez vide si c’est fermé."))
        spans.append(_span(*found.groups()))
        between = _BETWEEN.match(text, found.end())
        position = between.end() if between else found.end()
    _must_follow(spans)
    return spans


def _span(from_hour: str, from_minute: str | None, to_hour: str, to_minute: str | None) -> Span:
    start, end = int(from_hour) * 60 + int(from_minute or 0), int(to_hour) * 60 + int(to_minute or 0)
    if start >= 24 * 60 or end > 24 * 60 or int(from_minute or 0) > 59 or int(to_minute or 0) > 59:
        raise BadDay(_("Les heures vont de 0 h à 24 h, et les minutes de 00 à 59."))
    if start == end:
        raise BadDay(_("L’ouverture et la fermeture sont à la même heure."))
    return start, end


def _must_follow(spans: list[Span]) -> None:
    """In order, apart, and only the last one may pass midnight."""
    if len(spans) > MOST_SPANS:
        raise BadDay(_("Quatre ouvertures par jour au plus."))
    ends = [end if end > start else end + 24 * 60 for start, end in spans]
    later = [start for start, _end in spans[1:]]
    if any(start <= end for start, end in zip(later, ends, strict=False)):
        raise BadDay(_("Écrivez les heures dans l’ordre, sans qu’elles se chevauchent."))


def to_osm(week: dict[str, list[Span]]) -> str:
    """OpenStreetMap's syntax, a rule for each day that opens: "Mo 09:00-12:00,14:00-18:00; Sa 09:00-12:00"."""
    rules = [f"{day} {','.join(_clock(*span) for span in week[day])}" for day in DAYS if week.get(day)]
    return "; ".join(rules)


def _clock(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def from_osm(hours: str) -> dict[str, str]:
    """What the form shows again of hours that it wrote: each day that opens, as one types it."""
    shown = {}
    for rule in filter(None, hours.split("; ")):
        day, _space, spans = rule.partition(" ")
        shown[day] = ", ".join(" - ".join(_typed(hour) for hour in span.split("-")) for span in spans.split(","))
    return shown


def _typed(hour: str) -> str:
    hours, minutes = hour.split(":")
    return f"{int(hours)} h" if minutes == "00" else f"{int(hours)} h {minutes}"
