"""What reaches people in a month: a town of 5,000, thirty days of its clock, every notice through the program itself.

    python -m bench.notices [RESIDENTS] [DAYS]

The month holds the night of 25 October 2026, on which the hour changes. Some people ask for little, some write much,
one in five hundred is sent sixty notices a day by one other person, and one morning everybody wants the same cot. What
leaves is counted where it leaves: in the queue of e-mail, and among the notifications.
"""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.mail.backends.base import BaseEmailBackend

from bench.database import embedded_server
from bench.figures import Figure, table

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from maillage.notices.kinds import Kind
    from maillage.notices.models import Notice
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
NEW_NEAR = 3  # things that become new near each person in a day, on average
VISITS = 0.4  # a person's chance of coming in a day, which shows them everything
WITH_A_DEVICE = 0.2


@dataclass
class Town:
    """The people, what they are like, and what reached them."""

    people: Sequence[Resident]
    weights: Sequence[float]
    kinds: dict[str, Kind]
    dice: Random
    mailed: Counter[tuple[str, date]] = field(default_factory=Counter)
    told: int = 0
    telling: list[Notice] = field(default_factory=list)
    sleep_by_day: frozenset[str] = frozenset()


class Counting(BaseEmailBackend):
    """The queue of e-mail, where only the address is noted."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        LEFT.extend(message.to[0] for message in email_messages)
        return len(email_messages)


LEFT: list[str] = []


def measure(residents: int = RESIDENTS, days: int = DAYS) -> Iterator[Figure]:
    with embedded_server():
        from django.conf import settings

        settings.EMAIL_BACKEND = "bench.notices.Counting"
        town = _town(residents, Random(SEED))
        _live(town, days)
        yield from _figures(town, days)


def _live(town: Town, days: int) -> None:
    from django.utils import timezone

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
            _count(town, timezone.localtime(now))


def _count(town: Town, now: datetime) -> None:
    """What left in this step, for whom; nothing may have left in their quiet hours."""
    for email in LEFT:
        is_quiet = 9 <= now.hour < 17 if email in town.sleep_by_day else not 8 <= now.hour < 21
        if is_quiet:
            raise RuntimeError(f"An e-mail left at {now:%H:%M} for {email}")
        town.mailed[email, now.date()] += 1
    LEFT.clear()


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
    town.told += 1


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
    from maillage.notices import letters
    from maillage.notices.kinds import Group, Weight, declare
    from maillage.notices.letters import Item, Section

    people = _people(residents, dice)
    by_day = _wishes(people, dice)

    def say(who: str, facts: Any) -> str:
        return f"{who} : {facts['title']}"

    drawn = {
        "message": (Group.MESSAGES, Weight.AWAITED),
        "awaited": (Group.EXCHANGES, Weight.AWAITED),
        "news": (Group.EXCHANGES, Weight.NEWS),
        "fitting": (Group.NEARBY, Weight.AWAITED),
        "decision": (Group.ACCOUNT, Weight.AWAITED),
    }
    kinds = {name: declare(f"bench.{name}", group, weight, say) for name, (group, weight) in drawn.items()}
    weights = [BUSIER if dice.random() < BUSY else 1 for _ in people]

    def near(_reader: Resident, since: datetime) -> list[Item]:
        from maillage.platform import clock

        new = _drawn(dice, NEW_NEAR * (clock.now() - since) / timedelta(days=1))
        return [Item("Échelle de 6 m", "/annonces/", "Yann, à moins de 2 km")] * new

    letters.register(Section("Nouveau près de chez vous", near, "/"))
    return Town(people, weights, kinds, dice, sleep_by_day=by_day)


def _people(residents: int, dice: Random) -> list[Resident]:
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
    return people


def _subscribe(devices: dict[UUID, UUID]) -> None:
    """Browsers of an internal network: the fetcher refuses them before anything leaves the machine."""
    from base64 import urlsafe_b64encode

    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from maillage.notices.models import Subscription

    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": urlsafe_b64encode(raw).decode().rstrip("="), "auth": urlsafe_b64encode(bytes(16)).decode()}
    Subscription.objects.bulk_create(
        Subscription(resident_id=pk, device_id=device, endpoint=f"https://127.0.0.1/{device}", **keys)
        for pk, device in devices.items()
    )


def _wishes(people: Sequence[Resident], dice: Random) -> frozenset[str]:
    """Seven in ten keep what they found; the others chose. Answers for whom the quiet hours are those of the day."""
    from maillage.notices.kinds import Group
    from maillage.notices.models import Rhythm, Wishes

    some = [person for person in people if dice.random() < 0.3]
    rows = []
    for person in some:
        chosen = {group.value: dice.choice(Rhythm.values) for group in Group}
        if chosen["account"] == Rhythm.NEVER:
            chosen["account"] = Rhythm.AT_ONCE
        quiet = {"quiet_from": "09:00", "quiet_until": "17:00"} if dice.random() < 0.1 else {}
        rows.append(Wishes(resident=person, **chosen, **quiet))
    Wishes.objects.bulk_create(rows)
    return frozenset(row.resident.email for row in rows if row.quiet_from == "09:00")


def _figures(town: Town, days: int) -> Iterator[Figure]:
    from django.db.models import Count

    from maillage.notices.deciding import MOST_A_DAY, MOST_FROM_ONE
    from maillage.notices.models import Channel, Delivery, Letter

    reached: Counter[tuple[str, date]] = Counter(town.mailed)
    pushed = Delivery.objects.filter(channel=Channel.PUSH).values_list("resident__email", "day")
    reached.update((email, day) for email, day in pushed)
    by_day = [
        reached[person.email, START.date() + timedelta(days=day + 1)] for person in town.people for day in range(days)
    ]
    months: Counter[str] = Counter()
    for (email, _day), count in reached.items():
        months[email] += count
    by_month = [months[person.email] for person in town.people]
    alone = Delivery.objects.filter(letter=None, notice__by__isnull=False)
    from_one = alone.values("resident", "notice__by", "day").annotate(count=Count("pk")).order_by("-count")
    letters = Letter.objects.filter(left_at__isnull=False)
    a_day = letters.values("resident", "day").annotate(count=Count("pk")).order_by("-count")
    if (
        sum(reached.values())
        != alone.count() + Delivery.objects.filter(letter=None, notice__by=None).count() + letters.count()
    ):
        raise RuntimeError("What left is not what was noted.")
    yield Figure("things that happened to people", town.told)
    yield Figure("messages that reached them", sum(reached.values()))
    yield Figure("letters among them", letters.count())
    yield Figure("a person's day: p50", statistics.median(by_day), "messages")
    yield Figure("a person's day: p95", _percentile(by_day, 95), "messages")
    yield Figure("a person's day: max", max(by_day), "messages", MOST_A_DAY)
    yield Figure("a person's month: p50", statistics.median(by_month), "messages")
    yield Figure("a person's month: p95", _percentile(by_month, 95), "messages")
    yield Figure("a person's month: max", max(by_month), "messages", MOST_A_DAY * days)
    yield Figure("from one person to another in a day, alone: max", from_one[0]["count"], "messages", MOST_FROM_ONE)
    yield Figure("letters to a person in a day: max", a_day[0]["count"], "", 1)


def _percentile(values: Sequence[int], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    from bench import notices  # noqa: PLW0406 (by its name, which the settings of e-mail give)

    asked = [int(argument.replace("_", "").replace(",", "")) for argument in sys.argv[1:]]
    print(table("What reaches people in a month", notices.measure(*asked)))
