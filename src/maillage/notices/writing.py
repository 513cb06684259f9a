"""The letter: at most one a day, in the morning, when there is something to say.

The row of a day is made in the transaction in which its e-mail enters the queue: a worker killed anywhere leaves both
or neither, and two workers cannot make it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillage.notices import deciding, delivering, kinds, letters, mail, queries, stopping
from maillage.notices.kinds import Group, Weight
from maillage.notices.letters import Item
from maillage.notices.models import Channel, Delivery, Letter, Notice, Rhythm, Wishes
from maillage.platform import clock, wording
from maillage.residents import queries as residents
from maillage.residents.models import Resident

# Older things were seen elsewhere, or are of no use any more.
MOST_DAYS = timedelta(days=14)
# What nobody waits for makes a letter by itself when so much of it is there, or once a week.
NEAR_ENOUGH = 3
NEWS_ENOUGH = 3
A_WEEK = timedelta(days=7)
# What one reads in a minute; the rest is counted, with the way to it.
MOST_LINES = 5
MOST_LINES_FROM_ONE = 2
# Some seconds of a minute's job: a hundred thousand people are served within the morning.
PEOPLE_A_RUN = 2000


@dataclass(frozen=True)
class Part:
    """A title and what stands under it; `more` counts what the letter leaves to the site."""

    title: str
    items: Sequence[Item]
    more: int = 0
    more_path: str = ""
    is_awaited: bool = False


@dataclass(frozen=True)
class Content:
    """What a letter says. `told` are the notices that it tells."""

    parts: list[Part] = field(default_factory=list)
    told: Sequence[Notice] = ()
    awaited: int = 0
    near: int = 0

    def is_worth_it(self, *, is_weekly: bool) -> bool:
        """Whether somebody should open it."""
        news = len(self.told) - self.awaited
        if self.awaited or news >= NEWS_ENOUGH or self.near >= NEAR_ENOUGH:
            return True
        return is_weekly and bool(self.told or self.near)


def write_due(people: int = PEOPLE_A_RUN) -> int:
    """Write the letters of today that are not written; answers for how many people it was looked at. Idempotent."""
    waiting = list(_waiting(clock.now()).order_by("pk").values_list("pk", flat=True)[:people])
    for some in delivering.batches(waiting):
        _write(some)
    return len(waiting)


def _waiting(now: datetime) -> QuerySet[Resident]:
    """Those who come here, may be written to at this hour, and whose letter of today was not looked at."""
    local = timezone.localtime(now)
    today, at = local.date(), local.time()
    if at < deciding.LETTERS_FROM:
        return Resident.objects.none()
    written = Letter.objects.filter(resident=OuterRef("pk"), day=today)
    chosen = Wishes.objects.filter(resident=OuterRef("pk"))
    people = Resident.objects.present().active().exclude(Exists(written))
    if delivering.quiet_hours(Wishes()).holds(now):
        people = people.filter(Exists(chosen))
    return people.exclude(Exists(chosen.filter(_refused(at))))


def _refused(at: time) -> Q:
    """Wishes that want no letter, or none at this hour."""
    within_a_day, begun, to_end = Q(quiet_from__lte=F("quiet_until")), Q(quiet_from__lte=at), Q(quiet_until__gt=at)
    within = within_a_day & begun & to_end
    over_midnight = ~within_a_day & (begun | to_end)
    return Q(has_letters=False) | within | over_midnight


@transaction.atomic
def _write(people: Sequence[UUID]) -> None:
    """For each, one letter, or the note that there was nothing to say."""
    now = clock.now()
    today = timezone.localtime(now).date()
    readers = delivering.locked(people)
    wishes = Wishes.objects.in_bulk([reader.pk for reader in readers])
    last = _last_letters(readers)
    told = _to_tell(readers, now)
    written: list[tuple[Resident, Letter, Content]] = []
    for resident in readers:
        former = last.get(resident.pk, NO_FORMER)
        if resident.is_suspended or former.looked_at == today:
            continue
        chosen = wishes.get(resident.pk) or Wishes(resident=resident)
        with override(resident.language):
            written.append((resident, *_written(resident, chosen, told[resident.pk], former, now)))
    Letter.objects.bulk_create(letter for _resident, letter, _content in written)
    leaving = [each for each in written if each[1].left_at is not None]
    _note(leaving, now)
    for resident, letter, content in leaving:
        with override(resident.language):
            _send(resident, letter, content)


class Former(NamedTuple):
    """The last day that was looked at for somebody; when their last letter left, and the last with what is near."""

    looked_at: date | None
    left_at: datetime | None
    near_at: datetime | None


NO_FORMER = Former(None, None, None)


def _last_letters(residents: Sequence[Resident]) -> dict[UUID, Former]:
    """One query."""
    former = Letter.objects.filter(resident__in=residents).order_by().values("resident")
    last = former.annotate(
        looked_at=Max("day"), last_at=Max("left_at"), near_at=Max("left_at", filter=Q(has_near=True))
    )
    return {
        resident: Former(looked_at, left_at, near_at)
        for resident, looked_at, left_at, near_at in last.values_list("resident", "looked_at", "last_at", "near_at")
    }


def _to_tell(residents: Sequence[Resident], now: datetime) -> dict[UUID, list[Notice]]:
    """For each, what was not seen and e-mail has not told yet, newest first. One query."""
    mailed = Delivery.objects.filter(notice=OuterRef("pk"), channel=Channel.EMAIL)
    waiting = Notice.objects.unseen().audible().filter(to__in=residents, told_at__gt=now - MOST_DAYS)
    found: dict[UUID, list[Notice]] = defaultdict(list)
    for notice in waiting.exclude(Exists(mailed)).select_related("by").order_by("-id"):
        found[notice.to_id].append(notice)
    return found


def _written(
    resident: Resident, wishes: Wishes, waiting: Sequence[Notice], former: Former, now: datetime
) -> tuple[Letter, Content]:
    today = timezone.localtime(now).date()
    spoken_of = deciding.rhythms_of(today)
    has_near = resident.is_settled and wishes.rhythm(Group.NEARBY) in spoken_of
    since = max(former.near_at or now - A_WEEK, now - MOST_DAYS)
    told = _spoken_of(resident, wishes, spoken_of, waiting) if waiting else []
    content = _content(told, _near(resident, since) if has_near else [])
    is_weekly = Rhythm.WEEKLY in spoken_of or former.left_at is None or now - former.left_at >= A_WEEK
    if not content.is_worth_it(is_weekly=is_weekly):
        return Letter(resident=resident, day=today), content
    return Letter(resident=resident, day=today, left_at=now, has_near=has_near), content


def _spoken_of(
    resident: Resident, wishes: Wishes, spoken_of: frozenset[Rhythm], waiting: Sequence[Notice]
) -> list[Notice]:
    """Those of today's groups, and of nobody whom a block hides."""
    names = kinds.names([group for group in Group if wishes.rhythm(group) in spoken_of], (Weight.AWAITED, Weight.NEWS))
    hidden = residents.hidden_from(resident)
    return [notice for notice in waiting if notice.kind in names and notice.by_id not in hidden]


def _content(told: Sequence[Notice], near: Sequence[Part]) -> Content:
    """What there is to say today."""
    awaited = sorted((notice for notice in told if _is_awaited(notice)), key=_rank)
    news = [notice for notice in told if not _is_awaited(notice)]
    parts = [_told(_("Ce qui vous attend"), awaited, is_awaited=True), _told(_("Ce qui s’est passé"), news), *near]
    count = sum(len(part.items) + part.more for part in near)
    return Content([part for part in parts if part.items], told, len(awaited), count)


def _near(resident: Resident, since: datetime) -> list[Part]:
    parts = []
    for section in letters.sections():
        items = section.items(resident, since)
        shown, more = items[: section.most], max(0, len(items) - section.most)
        parts.append(Part(str(section.title), shown, more, section.more_path))
    return parts


def _told(title: str, notices: Sequence[Notice], *, is_awaited: bool = False) -> Part:
    """The first lines; of one person only a few, whatever they did."""
    shown: list[Notice] = []
    for notice in notices:
        from_one = sum(1 for other in shown if notice.by_id is not None and other.by_id == notice.by_id)
        if len(shown) < MOST_LINES and from_one < MOST_LINES_FROM_ONE:
            shown.append(notice)
    items = [Item(queries.words(notice), notice.path, wording.ago(notice.told_at)) for notice in shown]
    return Part(title, items, len(notices) - len(shown), "/vous-concerne/", is_awaited)


def _rank(notice: Notice) -> int:
    """One's own exchanges first, as the page of settings has them; what could fit after."""
    kind = kinds.named(notice.kind)
    return list(Group).index(kind.group) if kind else len(Group)


def _is_awaited(notice: Notice) -> bool:
    kind = kinds.named(notice.kind)
    return kind is not None and kind.weight is Weight.AWAITED


def _note(leaving: Sequence[tuple[Resident, Letter, Content]], now: datetime) -> None:
    """These letters tell what they tell: neither an e-mail nor a notification of their own follows."""
    told = [(letter, notice) for _resident, letter, content in leaving for notice in content.told]
    Delivery.objects.bulk_create(
        Delivery(
            notice=notice,
            resident_id=letter.resident_id,
            channel=Channel.EMAIL,
            letter=letter,
            day=letter.day,
            left_at=now,
        )
        for letter, notice in told
    )
    Notice.objects.filter(pk__in=[notice.pk for _letter, notice in told]).update(due_at=None)


def _send(resident: Resident, letter: Letter, content: Content) -> None:
    stop = stopping.address(resident, stopping.LETTERS)
    context = {
        "resident": resident,
        "subject": subject(content),
        "day": capfirst(wording.weekday(letter.day)),
        "place": resident.commune.name if resident.commune else "",
        "parts": content.parts,
        "stop": stop,
        "site_address": settings.SITE_ADDRESS,
    }
    text = render_to_string("notices/letters/letter.txt", context).strip() + "\n"
    html = render_to_string("notices/email/letter.html", context)
    mail.send(resident, subject(content), text, html, stop, str(letter.pk))


def subject(content: Content) -> str:
    """What waits first, else what is new."""
    if content.awaited:
        waits = ngettext("Une chose vous attend", "%(count)s choses vous attendent", content.awaited)
        return waits % {"count": content.awaited}
    if content.told:
        return _("Ce qui s’est passé pour vous")
    near = ngettext("Une nouveauté près de chez vous", "%(count)s nouveautés près de chez vous", content.near)
    return near % {"count": content.near}
