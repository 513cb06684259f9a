"""Who says what, when and to whom: decided here for every listing and talk, carried out by `exchanges`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from maillage.demo.content import ListingText
from maillage.demo.people import Neighbour
from maillage.feed.models import Audience

# What the personas offer and ask: chosen by hand to be like them.
OF_PERSONAS: Mapping[str, tuple[str, ...]] = {
    "maelle": ("b123", "b137", "b028", "a134", "a149", "a128", "b024", "a153"),
    "yann": (
        *("a001", "a003", "a010", "a011", "a012", "a018", "a030", "a037", "a044", "a045", "a049"),
        *("b131", "b153", "b239", "b258", "a029"),
    ),
    "colette": ("a085", "a090", "b148", "b165"),
    "karim": ("a162", "a145", "b240"),
    "rozenn": ("a028", "b022", "b026", "b172"),
    "solenn": ("b016", "a236"),
}
DRAFTS_OF_PERSONAS = frozenset({"a128", "a029"})
OTHER_DRAFTS = 6
# What personas wait for or swap (`giving`): still there, and for those around.
UNDER_WAY = frozenset({"b024", "a162", "a153", "b026"})

AUDIENCES = {Audience.NEIGHBOURS: 60, Audience.COMMUNE: 12, Audience.PUBLIC: 28}
WEEKS = 5
# An hour before midnight: the newest of the eve are of its evening.
NEWEST_DAYS = 1 / 24
# Requests for a day, as their words say: the next one of that number in the week (Monday is 0), and weeks after it.
WANTED: Mapping[str, tuple[int, int]] = {
    "a017": (5, 0), "a033": (5, 1), "a125": (5, 1), "a141": (4, 0), "a165": (2, 0), "a205": (5, 0), "a217": (5, 0),
    "b127": (5, 1),
}  # fmt: skip
OLDEST_WANTED_DAYS = 6.0
# A request is online for two weeks (`listings.actions.REQUEST_LIFE`): older ones have expired.
OLDEST_OPEN_REQUEST_DAYS = 11
LAPSED_REQUESTS = 0.12
# A talk needs a few days after its listing.
YOUNGEST_TALKED_DAYS = 3.0
SHORT_LIFE = timedelta(days=14)


class Fate(StrEnum):
    """What became of a listing by the time one looks."""

    OPEN = "open"
    DRAFT = "draft"
    PROMISED = "promised"
    DONE = "done"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Notice:
    """A listing to publish."""

    text: ListingText
    author: Neighbour
    at: datetime
    audience: Audience
    fate: Fate
    is_illustrated: bool
    wanted_on: date | None = None

    @property
    def lasts(self) -> timedelta | None:
        """How long its author chose; None for the usual life."""
        return SHORT_LIFE if self.fate == Fate.LAPSED and self.text.is_offer else None


def plan(
    texts: Sequence[ListingText],
    talked_about: Collection[str],
    neighbours: Sequence[Neighbour],
    end: datetime,
    chance: Random,
    *,
    now: datetime | None = None,
) -> list[Notice]:
    """Every text once, in order of time, all before `end`; those `talked_about` early enough, seen by neighbours.

    `end` is when a day begins. With `now`, a moment of that day, what was said on the eve at an hour that has already
    passed today was said today: one always finds something of this hour or this morning.
    """
    settled = [one for one in neighbours if one.resident.cell is not None]
    authors = _Authors(settled, chance)
    drafts = _drafts(texts, talked_about, chance)
    notices = [
        _notice(text, authors.of(text), end, chance, is_talked=text.key in talked_about, is_draft=text.key in drafts)
        for text in texts
    ]
    if now is not None:
        notices = [_of_today(notice, end, now) for notice in notices]
    return sorted(notices, key=lambda notice: (notice.at, notice.text.key))


def _of_today(notice: Notice, end: datetime, now: datetime) -> Notice:
    today = notice.at + timedelta(days=1)
    return replace(notice, at=today) if end <= today <= now else notice


class _Authors:
    """Some neighbours publish much, most little, as everywhere."""

    def __init__(self, settled: Sequence[Neighbour], chance: Random) -> None:
        self.chance = chance
        self.personas = {one.slug: one for one in settled if one.is_persona}
        self.others = [one for one in settled if not one.is_persona] or list(settled)
        chance.shuffle(self.others)
        self.weights = [1 / (rank + 3) ** 0.6 for rank in range(len(self.others))]
        self.by_key = {key: slug for slug, keys in OF_PERSONAS.items() for key in keys}

    def of(self, text: ListingText) -> Neighbour:
        persona = self.personas.get(self.by_key.get(text.key, ""))
        if persona is not None:
            return persona
        weights = [
            weight * (one.is_rural if text.rural else 1) for one, weight in zip(self.others, self.weights, strict=True)
        ]
        if not any(weights):
            weights = self.weights
        return self.chance.choices(self.others, weights)[0]


def _drafts(texts: Sequence[ListingText], talked_about: Collection[str], chance: Random) -> frozenset[str]:
    of_personas = {key for keys in OF_PERSONAS.values() for key in keys}
    others = [
        text.key for text in texts if text.is_offer and text.key not in of_personas and text.key not in talked_about
    ]
    return DRAFTS_OF_PERSONAS | frozenset(chance.sample(others, min(OTHER_DRAFTS, len(others) // 10)))


def _notice(
    text: ListingText, author: Neighbour, end: datetime, chance: Random, *, is_talked: bool, is_draft: bool
) -> Notice:
    days, has_lapsed = _age(text, chance, is_talked=is_talked)
    if text.key in WANTED:
        days, has_lapsed = min(days, OLDEST_WANTED_DAYS), False
    fate = (
        Fate.OPEN
        if text.key in UNDER_WAY
        else Fate.LAPSED
        if has_lapsed
        else _fate(text, days, chance, is_talked=is_talked)
    )
    audience = chance.choices(list(AUDIENCES), list(AUDIENCES.values()))[0]
    if (is_talked and audience == Audience.COMMUNE) or text.key in UNDER_WAY:
        audience = Audience.NEIGHBOURS
    is_illustrated = chance.random() < 1 / 3
    return Notice(
        text=text,
        author=author,
        at=at_a_decent_hour(end - timedelta(days=days), chance),
        audience=audience,
        fate=Fate.DRAFT if is_draft else fate,
        is_illustrated=is_illustrated and text.is_offer,
        wanted_on=_wanted_on(text, end.date()),
    )


def _wanted_on(text: ListingText, today: date) -> date | None:
    """A day of the week or two that come."""
    if text.key not in WANTED:
        return None
    weekday, weeks = WANTED[text.key]
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1 + 7 * weeks)


def _age(text: ListingText, chance: Random, *, is_talked: bool) -> tuple[float, bool]:
    """How many days ago, recent ones more often; and whether it is a request that expired."""
    drawn = chance.random()
    if is_talked:
        longest = 20.0 if text.is_offer else OLDEST_OPEN_REQUEST_DAYS - YOUNGEST_TALKED_DAYS
        return YOUNGEST_TALKED_DAYS + 1 + (longest - 1) * drawn**1.3, False
    if text.is_offer:
        return NEWEST_DAYS + (WEEKS * 7 - 2) * drawn**1.6, False
    if chance.random() < LAPSED_REQUESTS:
        return 16 + 17 * drawn, True
    return NEWEST_DAYS + (OLDEST_OPEN_REQUEST_DAYS - 1) * drawn**1.2, False


def _fate(text: ListingText, days: float, chance: Random, *, is_talked: bool) -> Fate:
    drawn = chance.random()
    if is_talked:
        is_once = text.mode in {"gift", "sale"} or not text.is_offer
        return Fate.OPEN if not is_once or drawn > 0.4 else Fate.PROMISED if drawn < 0.2 else Fate.DONE
    if text.is_offer and days > 17 and drawn < 0.08:
        return Fate.LAPSED
    if days > 4 and drawn < 0.24:
        return Fate.PROMISED if drawn > 0.16 else Fate.DONE
    return Fate.OPEN


def at_a_decent_hour(moment: datetime, chance: Random) -> datetime:
    """The day before at most, between 7 in the morning and 11 in the evening (of a `moment` given in local time)."""
    hour = chance.choices(range(7, 23), [2, 3, 4, 4, 3, 3, 3, 3, 2, 2, 4, 5, 6, 6, 5, 3])[0]
    same_day = moment.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60), microsecond=0)
    return same_day if same_day <= moment else same_day - timedelta(days=1)


def talk_times(number: int, begin: datetime, end: datetime, chance: Random) -> list[datetime]:
    """`number` different moments in order, from an hour after `begin`, before `end`: a few days at most."""
    first = begin + timedelta(hours=1)
    last = min(end - timedelta(minutes=20), first + timedelta(hours=9 * number))
    moments: set[datetime] = set()
    while len(moments) < number:
        moment = first + timedelta(seconds=round((last - first).total_seconds() * chance.random()))
        if 7 <= moment.hour < 23:
            moments.add(moment)
    return sorted(moments)
