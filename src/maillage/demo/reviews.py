"""Says how exchanges of the last months went, and what one persona sold: the rows of `reviews.actions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from maillage.demo import content
from maillage.demo.content import ReviewText
from maillage.demo.people import Neighbour
from maillage.listings.models import Mode
from maillage.platform import clock
from maillage.platform.ids import id_at
from maillage.residents.models import Resident
from maillage.reviews import windows
from maillage.reviews.models import Activity, Exchange, Kind, Review

# Of whom much is said, and how many exchanges each had.
SPOKEN_OF = {"maelle": 7, "yann": 10, "karim": 4, "rozenn": 4, "colette": 5, "solenn": 3}
# Two neighbours, neither a persona.
PAIRS = 40
SELLER = "yann"
KINDS = {Mode.GIFT: Kind.PROMISE, Mode.SALE: Kind.PROMISE, Mode.SWAP: Kind.SWAP}
ALREADY_SEEN = timedelta(days=16)
"""Older exchanges are closed: both reviews can be read."""


@dataclass
class Rows:
    """What it all leaves in the database."""

    exchanges: list[Exchange] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)


def say(neighbours: Sequence[Neighbour], end: datetime, chance: Random) -> None:
    """Everything ended before `end`, between people of the same union who were both there."""
    by_slug = {one.slug: one for one in neighbours}
    texts = _texts(chance)
    rows = Rows()
    for slug, number in SPOKEN_OF.items():
        person = by_slug.get(slug)
        others = _others(person, neighbours) if person else []
        for other in chance.sample(others, min(number, len(others))):
            assert person is not None
            text = next(texts)
            given = text.about == "giver"
            giver, taker = (person, other) if given else (other, person)
            _over(rows, text, giver.resident, taker.resident, _some_day(giver, taker, end, chance), chance)
    at_home = [one for one in neighbours if not one.is_persona and one.resident.cell is not None]
    for _ in range(PAIRS if len(at_home) > 2 * PAIRS else len(at_home) // 4):
        giver = chance.choice(at_home)
        others = [one for one in _others(giver, neighbours) if not one.is_persona]
        if others:
            taker = chance.choice(others)
            moment = _some_day(giver, taker, end, chance)
            _over(rows, next(texts), giver.resident, taker.resident, moment, chance)
    _of_these_days(rows, by_slug, neighbours, end, chance)
    _sold(rows, by_slug, neighbours, end, chance)
    Exchange.objects.bulk_create(rows.exchanges)
    Review.objects.bulk_create(rows.reviews)


def _over(rows: Rows, text: ReviewText, giver: Resident, taker: Resident, ended_at: datetime, chance: Random) -> None:
    """Both spoke: one with words, the other with thanks half of the time."""
    exchange = _exchange(rows, Mode(text.mode), text.title, giver, taker, ended_at)
    about, author = (giver, taker) if text.about == "giver" else (taker, giver)
    written_at = ended_at + timedelta(hours=chance.uniform(3, 70))
    exchange.revealed_at = exchange.told_at = written_at + timedelta(hours=chance.uniform(1, 60))
    spoken = _review(rows, exchange, author, about, written_at)
    spoken.as_agreed, spoken.as_described, spoken.again = text.answers
    spoken.words = text.words
    if text.reply:
        spoken.reply, spoken.replied_at = text.reply, exchange.revealed_at + timedelta(hours=5)
    other = _review(rows, exchange, about, author, exchange.revealed_at)
    if chance.random() < 0.5:
        other.as_agreed = other.as_described = other.again = "yes"


def _of_these_days(
    rows: Rows, by_slug: Mapping[str, Neighbour], neighbours: Sequence[Neighbour], end: datetime, chance: Random
) -> None:
    """Of a persona: two exchanges that wait for her words, and one of which only she has spoken."""
    maelle = by_slug.get("maelle")
    others = _others(maelle, neighbours) if maelle else []
    if maelle is None or len(others) < 3:
        return
    waiting = (("Escabeau de six marches", Mode.LOAN), ("Pots de confiture vides", Mode.GIFT))
    first, second, third = chance.sample(others, 3)
    for days, (title, mode), other in zip((2, 5), waiting, (first, second), strict=True):
        exchange = _exchange(rows, mode, title, other.resident, maelle.resident, end - timedelta(days=days, hours=4))
        _review(rows, exchange, other.resident, maelle.resident, exchange.ended_at + timedelta(hours=20))
    ended_at = end - timedelta(days=4, hours=6)
    spoken = _exchange(rows, Mode.LOAN, "Visseuse sans fil", maelle.resident, third.resident, ended_at)
    review = _review(rows, spoken, maelle.resident, third.resident, ended_at + timedelta(hours=3))
    review.as_agreed = review.as_described = review.again = "yes"
    review.words = "Rendue chargée, avec un embout de plus."


def _sold(
    rows: Rows, by_slug: Mapping[str, Neighbour], neighbours: Sequence[Neighbour], end: datetime, chance: Random
) -> None:
    """The sales of the year that ends, near the threshold in euros; and the hire of a trailer, which has none."""
    seller = by_slug.get(SELLER)
    others = _others(seller, neighbours) if seller else []
    if seller is None or not others:
        return
    with clock.at(end):
        begins = max(windows.year(clock.today().year)[0], end - timedelta(days=300))
    paid = [(title, cents, Mode.SALE, Activity.SALE) for title, cents in content.sold()]
    paid.append(("Remorque bagagère", 2500, Mode.RENTAL, Activity.TRANSPORT))
    for number, (title, cents, mode, activity) in enumerate(paid, start=1):
        moment = begins + (end - begins) * number / (len(paid) + 1)
        exchange = _exchange(rows, mode, title, seller.resident, chance.choice(others).resident, moment)
        exchange.activity, exchange.price_cents, exchange.sold_by = activity, cents, seller.resident
        exchange.weighed_at = moment


def _exchange(rows: Rows, mode: Mode, title: str, giver: Resident, taker: Resident, ended_at: datetime) -> Exchange:
    exchange = Exchange(
        id=id_at(ended_at),
        kind=KINDS.get(mode, Kind.BOOKING),
        subject_id=id_at(ended_at),
        title=title,
        mode=mode,
        giver=giver,
        taker=taker,
        ended_at=ended_at,
        closes_at=windows.closes_at(ended_at),
        asked_at=ended_at,
        reminded_at=ended_at,
        told_at=ended_at,
    )
    rows.exchanges.append(exchange)
    return exchange


def _review(rows: Rows, exchange: Exchange, author: Resident, about: Resident, moment: datetime) -> Review:
    review = Review(id=id_at(moment), exchange=exchange, author=author, about=about, written_at=moment)
    rows.reviews.append(review)
    return review


def _some_day(giver: Neighbour, taker: Neighbour, end: datetime, chance: Random) -> datetime:
    """Long enough ago to be read, and since both are there."""
    latest = end - ALREADY_SEEN
    earliest = max(giver.resident.joined_at, taker.resident.joined_at, end - timedelta(days=500))
    if earliest >= latest:
        earliest = latest - timedelta(days=1)
    return earliest + (latest - earliest) * chance.random()


def _others(person: Neighbour, neighbours: Sequence[Neighbour]) -> list[Neighbour]:
    return [
        one
        for one in neighbours
        if one.union == person.union and one.slug != person.slug and one.resident.cell is not None
    ]


def _texts(chance: Random) -> Iterator[ReviewText]:
    """Each in turn, in an order of its own."""
    texts = list(content.reviews())
    chance.shuffle(texts)
    return cycle(texts)
