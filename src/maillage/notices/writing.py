"""The letter: at most one a day, in the morning, when there is something to say.

The row of a day is made in the transaction in which its e-mail enters the queue: a worker killed anywhere leaves both
or neither, and two workers cannot make it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillage.notices import actions, deciding, delivering, kinds, letters, mail, queries, stopping
from maillage.notices.kinds import Group, Weight
from maillage.notices.letters import Item
from maillage.notices.models import Channel, Delivery, Letter, Notice, Rhythm, Wishes
from maillage.platform import clock, wording
from maillage.residents.models import Resident

# Older things were seen elsewhere, or are of no use any more.
MOST_DAYS = timedelta(days=14)
# A letter about the neighbourhood alone leaves when so many things are new, or once a week.
NEAR_ENOUGH = 3
A_WEEK = timedelta(days=7)
# What one reads in a minute; the rest is counted, with the way to it.
MOST_LINES = 6
MOST_LINES_FROM_ONE = 2
PEOPLE_A_RUN = 500


@dataclass(frozen=True)
class Part:
    """A title and what stands under it; `more` counts what the letter leaves to the site."""

    title: str
    items: Sequence[Item]
    more: int = 0
    more_path: str = ""


@dataclass(frozen=True)
class Content:
    """What a letter says. `told` are the notices that it tells."""

    parts: list[Part] = field(default_factory=list)
    told: Sequence[Notice] = ()
    awaited: int = 0
    near: int = 0

    def is_worth_it(self, *, is_weekly: bool) -> bool:
        """Whether somebody should open it."""
        return bool(self.told) or self.near >= NEAR_ENOUGH or (is_weekly and self.near > 0)


def write_due(people: int = PEOPLE_A_RUN) -> int:
    """Write the letters of today that are not written; answers for how many people it was looked at. Idempotent."""
    waiting = list(_waiting(clock.now()).order_by("pk").values_list("pk", flat=True)[:people])
    for resident_id in waiting:
        _write(resident_id)
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
def _write(resident_id: UUID) -> bool:
    """One letter, or the note that there was nothing to say."""
    found = Resident.objects.acting().select_for_update(no_key=True, skip_locked=True, of=("self",))
    resident = found.filter(pk=resident_id).first()
    now = clock.now()
    today = timezone.localtime(now).date()
    if resident is None or resident.is_suspended or Letter.objects.filter(resident=resident, day=today).exists():
        return False
    wishes = actions.wishes_of(resident)
    with override(resident.language):
        content, is_weekly = _content(resident, wishes, now, today)
        is_written = content.is_worth_it(is_weekly=is_weekly)
        letter = Letter.objects.create(resident=resident, day=today, left_at=now if is_written else None)
        if is_written:
            _note(letter, content.told, now)
            _send(resident, letter, content)
    return is_written


def _content(resident: Resident, wishes: Wishes, now: datetime, today: date) -> tuple[Content, bool]:
    """What there is to say today, and whether a letter is owed for the week."""
    last = Letter.objects.filter(resident=resident, left_at__isnull=False).order_by("-day").first()
    since = max(last.left_at if last and last.left_at else now - A_WEEK, now - MOST_DAYS)
    spoken_of = deciding.rhythms_of(today)
    told = _to_tell(resident, wishes, spoken_of, now)
    is_near_asked = resident.is_settled and wishes.rhythm(Group.NEARBY) in spoken_of
    near = _near(resident, since) if is_near_asked else []
    awaited = [notice for notice in told if _is_awaited(notice)]
    news = [notice for notice in told if not _is_awaited(notice)]
    parts = [_told(_("Ce qui vous attend"), awaited), _told(_("Ce qui s’est passé"), news), *near]
    count = sum(len(part.items) + part.more for part in near)
    content = Content([part for part in parts if part.items], told, len(awaited), count)
    is_weekly = Rhythm.WEEKLY in spoken_of or last is None or now - since >= A_WEEK
    return content, is_weekly


def _to_tell(resident: Resident, wishes: Wishes, spoken_of: frozenset[Rhythm], now: datetime) -> list[Notice]:
    """Notices not seen, that e-mail has not told yet."""
    groups = [group for group in Group if wishes.rhythm(group) in spoken_of]
    names = kinds.names(groups, (Weight.AWAITED, Weight.NEWS))
    mailed = Delivery.objects.filter(notice=OuterRef("pk"), channel=Channel.EMAIL)
    waiting = queries.to(resident).unseen().filter(kind__in=names, told_at__gt=now - MOST_DAYS).exclude(Exists(mailed))
    return list(waiting.select_related("by").order_by("-id")[:200])


def _near(resident: Resident, since: datetime) -> list[Part]:
    parts = []
    for section in letters.sections():
        items = section.items(resident, since)
        shown, more = items[:MOST_LINES], max(0, len(items) - MOST_LINES)
        parts.append(Part(str(section.title), shown, more, section.more_path))
    return parts


def _told(title: str, notices: Sequence[Notice]) -> Part:
    """The first lines; of one person only a few, whatever they did."""
    shown: list[Notice] = []
    for notice in notices:
        from_one = sum(1 for other in shown if notice.by_id is not None and other.by_id == notice.by_id)
        if len(shown) < MOST_LINES and from_one < MOST_LINES_FROM_ONE:
            shown.append(notice)
    items = [Item(queries.words(notice), notice.path, wording.ago(notice.told_at)) for notice in shown]
    return Part(title, items, len(notices) - len(shown), "/vous-concerne/")


def _is_awaited(notice: Notice) -> bool:
    kind = kinds.named(notice.kind)
    return kind is not None and kind.weight is Weight.AWAITED


def _note(letter: Letter, told: Sequence[Notice], now: datetime) -> None:
    Delivery.objects.bulk_create(
        Delivery(
            notice=notice,
            resident_id=letter.resident_id,
            channel=Channel.EMAIL,
            letter=letter,
            day=letter.day,
            left_at=now,
        )
        for notice in told
    )
    # The letter told them: neither an e-mail nor a notification of their own follows.
    Notice.objects.filter(pk__in=[notice.pk for notice in told]).update(due_at=None)


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
