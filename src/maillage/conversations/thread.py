"""A conversation laid out for reading: days, who spoke, what was read, who came and left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maillage.conversations import happenings
from maillage.conversations.models import Message
from maillage.conversations.queries import People
from maillage.platform import clock, wording


@dataclass(frozen=True)
class Line:
    """One line: a day, something said, or something that happened."""

    kind: str  # "day", "message", "hidden" (by moderation), "event" (somebody came or left) or "happening"
    words: str = ""
    message: Message | None = None
    day: date | None = None
    author: str = ""
    is_mine: bool = False
    is_read: bool = False


def lines(
    people: People, messages: Sequence[Message], *, since: date | None = None, until: datetime | None = None
) -> list[Line]:
    """The lines of these messages in order. `since` is the day already shown above them.

    Arrivals and departures are told between them, and after the last one `until` the next message, else until now.
    """
    if not messages:
        return []
    first, last = messages[0].sent_at, until or clock.now()
    read_until = people.read_until()
    told = [(message.sent_at, _said(people, message, read_until)) for message in messages]
    happened = [(at, Line("event", words=words)) for at, words in _events(people) if first < at <= last]
    laid_out: list[Line] = []
    day = since
    for at, line in sorted([*told, *happened], key=lambda moment: moment[0]):
        if (today := localtime(at).date()) != day:
            day = today
            laid_out.append(Line("day", words=day_words(day), day=day))
        laid_out.append(line)
    return laid_out


def day_shared(older: Sequence[Line], newer: datetime) -> date | None:
    """The day on which older lines end and a newer message begins: it is told once, above the older ones."""
    last = next((line.day for line in reversed(older) if line.day), None)
    return last if last == localtime(newer).date() else None


def day_words(day: date) -> str:
    """ "Aujourd’hui", "Hier", else the date."""
    if day == clock.today():
        return _("Aujourd’hui")
    if day == clock.today() - timedelta(days=1):
        return _("Hier")
    return wording.day(day)


def _said(people: People, message: Message, read_until: UUID | None) -> Line:
    is_mine = message.author_id == people.viewer.pk
    if message.happening:
        who = "" if is_mine else people.name_of(message.author_id)
        words = happenings.words(message.happening, who, message.facts)
        return Line("happening", words=words, message=message, is_mine=is_mine)
    return Line(
        "hidden" if message.hidden_at else "message",
        message=message,
        is_mine=is_mine,
        author="" if is_mine else people.name_of(message.author_id),
        is_read=is_mine and read_until is not None and message.id <= read_until,
    )


def _events(people: People) -> Iterable[tuple[datetime, str]]:
    for place in people.places:
        if not people.is_another_seen(place.resident):
            continue
        who = str(place.resident)
        if place.joined_after is not None:
            yield place.joined_at, _("%(who)s a rejoint la conversation") % {"who": who}
        if place.left_at is not None:
            yield place.left_at, _("%(who)s a quitté la conversation") % {"who": who}
