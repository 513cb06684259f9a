"""What reaches people in a month: a town of 5,000, thirty days of its clock, every notice through the program itself.

    python -m bench.notices [RESIDENTS] [DAYS]

The month holds the night of 25 October 2026, on which the hour changes. Some people ask for little, some write much,
one in five hundred is sent sixty notices a day by one other person, and one morning everybody wants the same cot. Each
message is noted where it leaves, in the queue of e-mail or before it is pushed, and held against the caps and the
reader's quiet hours at that moment: the first that breaks one stops the run.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as dtime
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend

from bench.database import embedded_server
from bench.figures import Figure, table

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from maillage.notices.kinds import Kind
    from maillage.notices.models import Notice, Subscription
    from maillage.residents.models import Resident

RESIDENTS, DAYS, SEED = 5_000, 30, 2026
START = datetime(2026, 10, 4, 22, tzinfo=UTC)  # Monday 5 October, midnight in Paris
STEP = timedelta(minutes=15)
STEPS_A_DAY = 96
# How many of each kind happen to a person in a day, on average: a town livelier than those we know.
MESSAGES, AWAITED, NEWS, FITTING, DECISIONS = 0.2, 0.15, 0.1, 0.2, 0.01
BUSY, BUSIER = 0.02, 15  # the few to whom many things happen, and how many times as many
HARASSED, HARASSMENT = 500, 60  # one person in so many, and how many times a day
RUSH_DAY, RUSH = 12, 80  # one listing that so many people want at once
NEW_NEAR, SOLVED_NEAR = 3, 1  # things that become new near everybody in a day, and that find their answer
VISITS = 0.4  # a person's chance of coming in a day, which shows them everything
WITH_A_DEVICE = 0.2


@dataclass
class Town:
    """The people, what they are like, and what reached them."""

    people: Sequence[Resident]
    weights: Sequence[float]
    kinds: dict[str, Kind]
    dice: Random
    ledger: Ledger
    as_found: frozenset[UUID]
    """Those who changed no setting and asked for no notification."""
    told: int = 0
    telling: list[Notice] = field(default_factory=list)


@dataclass
class Ledger:
    """Every message that left, as it left."""

    by_address: dict[str, UUID]
    sleep_by_day: frozenset[UUID]
    authors: dict[UUID, UUID | None] = field(default_factory=dict)
    """Who did what each notice tells."""
    reached: Counter[tuple[UUID, date]] = field(default_factory=Counter)
    letters: Counter[tuple[UUID, date]] = field(default_factory=Counter)
    from_one: Counter[tuple[UUID, UUID, date]] = field(default_factory=Counter)
    left: set[tuple[UUID, str]] = field(default_factory=set)

    def note(self, reader: UUID, thing: UUID, channel: str) -> None:
        """A message leaves now: a notice alone, or a letter. Raises RuntimeError when it should not have."""
        from django.utils import timezone

        from maillage.notices.deciding import MOST_A_DAY, MOST_FROM_ONE
        from maillage.platform import clock

        now = timezone.localtime(clock.now())
        today, author, is_letter = now.date(), self.authors.get(thing), thing not in self.authors
        self.reached[reader, today] += 1
        self.letters[reader, today] += is_letter
        if author is not None:
            self.from_one[reader, author, today] += 1
        is_quiet = 9 <= now.hour < 17 if reader in self.sleep_by_day else not 8 <= now.hour < 21
        for is_broken, rule in (
            (is_quiet, "in the quiet hours"),
            ((thing, channel) in self.left, "twice"),
            (self.reached[reader, today] > MOST_A_DAY, "over the cap of a day"),
            (self.letters[reader, today] > 1, "as a second letter"),
            (author and self.from_one[reader, author, today] > MOST_FROM_ONE, "over what one person may cause"),
        ):
            if is_broken:
                raise RuntimeError(f"{channel} left {rule}: {thing} for {reader} at {now}")
        self.left.add((thing, channel))


class Counting(BaseEmailBackend):
    """The queue of e-mail, where only what left for whom is noted."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            thing = UUID(message.extra_headers["Message-ID"][1:37])
            LEDGER[0].note(LEDGER[0].by_address[message.to[0]], thing, "email")
        return len(email_messages)


def _push(device: Subscription, told: dict[str, str], **_: object) -> bool:
    """In place of the push service, at its door."""
    LEDGER[0].note(device.resident_id, UUID(told["tag"]), "push")
    return True


LEDGER: list[Ledger] = []


def measure(residents: int = RESIDENTS, days: int = DAYS) -> Iterator[Figure]:
    with embedded_server():
        from django.conf import settings

        from maillage.notices import push

        settings.EMAIL_BACKEND = "bench.notices.Counting"
        push.send = _push
        started = time.monotonic()
        town = _town(residents, Random(SEED))
        LEDGER[:] = [town.ledger]
        _live(town, days)
        yield from _figures(town, days)
        yield Figure("the whole simulation", time.monotonic() - started, "s")


def _live(town: Town, days: int) -> None:
    from maillage.notices import delivering, writing
    from maillage.notices.models import Notice
    from maillage.platform import clock

    for step in range(days * STEPS_A_DAY):
        if step % STEPS_A_DAY == 0:
            print(f"day {step // STEPS_A_DAY + 1} of {days}", file=sys.stderr, flush=True)
        now = START + step * STEP
        with clock.at(now):
            _happen(town, now, step)
            Notice.objects.bulk_create(town.telling)
            town.telling.clear()
            _visit(town, now)
            writing.write_due(len(town.people))
            delivering.deliver_due(len(town.people))


def _happen(town: Town, now: datetime, step: int) -> None:
    """What happens to people in a quarter of an hour, by day mostly."""
    from django.utils import timezone

    hour = timezone.localtime(now).hour
    pace = (0.15 if hour < 7 else 1.4) / STEPS_A_DAY
    for name, daily in (
        ("message", MESSAGES),
        ("awaited", AWAITED),
        ("news", NEWS),
        ("fitting", FITTING),
        ("decision", DECISIONS),
    ):
        for to in town.dice.choices(town.people, town.weights, k=_drawn(town.dice, daily * len(town.people) * pace)):
            _tell(town, to, name, town.dice.choice(town.people))
    for number in range(_harassed(town)):
        if town.dice.random() < HARASSMENT / STEPS_A_DAY:
            _tell(town, town.people[number], town.dice.choice(["message", "awaited"]), town.people[-1 - number])
    for _ in range(_drawn(town.dice, NEW_NEAR * pace)):
        _appear(town, now)
    for _ in range(_drawn(town.dice, SOLVED_NEAR * pace)):
        _solve(town, now)
    if step == RUSH_DAY * STEPS_A_DAY + 40:
        for by in town.dice.sample(town.people, min(RUSH, len(town.people))):
            _tell(town, town.people[_harassed(town)], "awaited", by)


def _tell(town: Town, to: Resident, name: str, by: Resident) -> None:
    """As `actions.tell` keeps it; written with the others of its step."""
    from maillage.notices.kinds import Weight
    from maillage.notices.models import Notice
    from maillage.platform import clock

    if to.pk == by.pk:
        return
    kind, now = town.kinds[name], clock.now()
    told = {"kind": kind.name, "facts": {"title": "Lit de bébé à barreaux"}, "path": f"/annonces/{town.told}/"}
    due_at = now if kind.weight is Weight.AWAITED else None
    author = None if name == "decision" else by
    town.telling.append(Notice(to=to, by=author, told_at=now, due_at=due_at, **told))
    town.ledger.authors[town.telling[-1].pk] = author.pk if author else None
    town.told += 1


def _appear(town: Town, now: datetime) -> None:
    """Something new on the feed of the whole town."""
    from maillage.feed.models import Entry
    from maillage.platform.ids import new_id

    author = town.dice.choice(town.people)
    subject = {"subject_kind": "listing", "subject_id": new_id(), "kind": "loan", "audience": "neighbours"}
    Entry.objects.create(author=author, title="Échelle de 6 m", url="/annonces/", **subject, **_place(author))


def _solve(town: Town, now: datetime) -> None:
    """A request of the town finds its answer."""
    from maillage.listings.models import Listing, Solved, State

    author = town.dice.choice(town.people)
    words = {"intent": "request", "mode": "loan", "category": "drills", "title": "Cherche une perceuse"}
    request = Listing.objects.create(
        author=author, state=State.DONE, expires_at=now + timedelta(days=60), **words, **_place(author)
    )
    Solved.objects.create(pk=request.pk, said_at=now)


def _place(author: Resident) -> dict[str, Any]:
    cells = {name: getattr(author, name) for name in ("cell_8", "cell_7", "cell_6", "cell_5")}
    return {"commune_id": author.commune_id, "point_cell": author.cell, **cells}


def _visit(town: Town, now: datetime) -> None:
    from maillage.notices.models import Notice

    visitors = town.dice.sample(town.people, _drawn(town.dice, VISITS * len(town.people) / STEPS_A_DAY))
    Notice.objects.unseen().filter(to__in=visitors).update(seen_at=now, due_at=None)


def _harassed(town: Town) -> int:
    return len(town.people) // HARASSED


def _drawn(dice: Random, average: float) -> int:
    """A whole number around an average."""
    return int(average) + (dice.random() < average % 1)


def _town(residents: int, dice: Random) -> Town:
    from maillage.notices.kinds import Group, Weight, declare

    people, devices = _people(residents, dice)
    as_found, by_day = _wishes(people, dice)

    def say(who: str, facts: Any) -> str:
        return f"{who} : {facts['title']}"

    drawn = {
        "message": (Group.MESSAGES, Weight.AWAITED),
        "awaited": (Group.EXCHANGES, Weight.AWAITED),
        "news": (Group.EXCHANGES, Weight.NEWS),
        "fitting": (Group.FITTING, Weight.AWAITED),
        "decision": (Group.ACCOUNT, Weight.AWAITED),
    }
    kinds = {name: declare(f"bench.{name}", group, weight, say) for name, (group, weight) in drawn.items()}
    weights = [BUSIER if dice.random() < BUSY else 1 for _ in people]

    by_address = {person.email: person.pk for person in people}
    return Town(people, weights, kinds, dice, Ledger(by_address, by_day), as_found - devices)


def _people(residents: int, dice: Random) -> tuple[list[Resident], frozenset[UUID]]:
    """Those of the town, and which of them a notification reaches."""
    from maillage.platform import ids, months
    from maillage.residents.models import Resident, Session
    from maillage.territory import cells
    from maillage.territory.models import Commune

    commune = Commune.objects.create(
        insee="22050", name="Dinan", search_name="dinan", department="22", population=14675, postcodes=["22100"]
    )
    cell = cells.finest_cell(48.454, -2.048)
    place = {"commune": commune, "cell": cell, **cells.point_cells(cell)._asdict()}
    month = months.first_day(START.date())
    with ids.drawn_from(dice):
        people = [
            Resident(email=f"v{n}@voisins.example", name=f"Voisin {n}", last_active_on=month, **place)
            for n in range(residents)
        ]
        devices = {person.pk: ids.new_id() for person in people if dice.random() < WITH_A_DEVICE}
    Resident.objects.bulk_create(people, batch_size=1000)
    opened = {"session_data": "", "opened_at": START, "expire_date": START + timedelta(days=365)}
    Session.objects.bulk_create(
        Session(session_key=str(pk), resident_id=pk, device_id=device, **opened) for pk, device in devices.items()
    )
    _subscribe(devices)
    return people, frozenset(devices)


def _subscribe(devices: dict[UUID, UUID]) -> None:
    from maillage.notices.models import Subscription

    keys = {"p256dh": "", "auth": ""}
    Subscription.objects.bulk_create(
        Subscription(resident_id=pk, device_id=device, endpoint=f"https://127.0.0.1/{device}", **keys)
        for pk, device in devices.items()
    )


def _wishes(people: Sequence[Resident], dice: Random) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Seven in ten keep what they found; the others chose. Answers the former, and who is quiet by day."""
    from django.core.exceptions import ValidationError

    from maillage.notices.kinds import Group
    from maillage.notices.models import Rhythm, Wishes

    rows = []
    for person in people:
        if dice.random() >= 0.3:
            continue
        chosen = {group.value: dice.choice(Rhythm.values) for group in Group}
        quiet = {"quiet_from": dtime(9), "quiet_until": dtime(17)} if dice.random() < 0.1 else {}
        wishes = Wishes(resident=person, **chosen, **quiet)
        for group in Group:
            try:
                wishes.validate_constraints()
            except ValidationError:  # what cannot be chosen for this group
                setattr(wishes, group.value, Rhythm.DAILY)
        rows.append(wishes)
    Wishes.objects.bulk_create(rows)
    by_day = frozenset(row.pk for row in rows if row.quiet_from == dtime(9))
    return frozenset(person.pk for person in people) - {row.pk for row in rows}, by_day


def _figures(town: Town, days: int) -> Iterator[Figure]:
    from maillage.notices.deciding import MOST_A_DAY, MOST_FROM_ONE
    from maillage.notices.models import Delivery, Letter

    ledger = town.ledger
    noted = Delivery.objects.filter(letter=None).count() + Letter.objects.filter(left_at__isnull=False).count()
    if sum(ledger.reached.values()) != noted:
        raise RuntimeError("What left is not what was noted.")
    dates = [START.date() + timedelta(days=day + 1) for day in range(days)]
    by_day = [ledger.reached[person.pk, day] for person in town.people for day in dates]
    by_month = _by_person(ledger.reached)
    letters = _by_person(ledger.letters)
    months = [by_month[person.pk] for person in town.people]
    as_found = [by_month[person] for person in town.as_found]
    yield Figure("people", len(town.people))
    yield Figure("things that happened to them", town.told)
    yield Figure("messages that reached them, each within its caps and out of quiet hours", sum(months))
    yield Figure("letters among them", sum(ledger.letters.values()))
    yield Figure("a person's day: p50", statistics.median(by_day), "messages")
    yield Figure("a person's day: p95", _percentile(by_day, 95), "messages")
    yield Figure("a person's day: max", max(by_day), "messages", MOST_A_DAY)
    yield Figure("a person's month: p50", statistics.median(months), "messages")
    yield Figure("a person's month: p95", _percentile(months, 95), "messages")
    yield Figure("a person's month: max", max(months), "messages", MOST_A_DAY * days)
    yield Figure("a month, settings as found, no device: p50", statistics.median(as_found), "messages")
    yield Figure("a month, settings as found, no device: p95", _percentile(as_found, 95), "messages")
    yield Figure("letters in a month: p50", statistics.median([letters[one.pk] for one in town.people]), "letters")
    yield Figure("from one person to another in a day, alone: max", max(ledger.from_one.values()), "", MOST_FROM_ONE)
    yield Figure("letters to a person in a day: max", max(ledger.letters.values()), "", 1)


def _by_person(counts: Counter[tuple[UUID, date]]) -> Counter[UUID]:
    months: Counter[UUID] = Counter()
    for (person, _day), count in counts.items():
        months[person] += count
    return months


def _percentile(values: Sequence[int], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    from bench import notices  # noqa: PLW0406 (by its name, which the settings of e-mail give)

    asked = [int(argument.replace("_", "").replace(",", "")) for argument in sys.argv[1:]]
    print(table("What reaches people in a month", notices.measure(*asked)))
