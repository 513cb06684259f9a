"""Whether a notice leaves the site at once, by which channel, or waits. Nothing here asks the database or the clock.

In order: what was seen on the site leaves by nothing; nothing leaves in the quiet hours; nothing beyond the caps, and
then the next letter takes it; a notification comes first, and e-mail follows it only when nobody opened it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from maillage.notices.models import Channel, Rhythm

# What reaches a person in a day, all channels together. One place is kept for the letter.
MOST_A_DAY = 6
MOST_AT_ONCE = MOST_A_DAY - 1
# Of those, what one other person may cause.
MOST_FROM_ONE = 3
# Who is on the site sees it there: e-mail waits a moment.
GRACE = timedelta(minutes=5)
AFTER_PUSH = timedelta(hours=3)
# What could not leave in two days (the worker was away) is no longer for at once.
STALE = timedelta(days=2)
# From then on a letter may leave; the first that people read in a day.
LETTERS_FROM = time(8)
# A weekly letter leaves on Friday: one reads it before the weekend, when neighbours meet.
WEEKLY_ON = 4


@dataclass(frozen=True)
class Quiet:
    """The hours in which nothing leaves, by the clock on the reader's wall. The same hour twice: none."""

    begins: time
    ends: time
    zone: tzinfo

    def holds(self, moment: datetime) -> bool:
        """Whether nothing may leave at that moment."""
        at = moment.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def end_after(self, moment: datetime) -> datetime:
        """The first end of the quiet hours after a moment. On the nights when the hour changes too."""
        today = moment.astimezone(self.zone).date()
        for day in (today + timedelta(days=days) for days in range(3)):
            for fold in (0, 1):
                end = datetime.combine(day, self.ends.replace(fold=fold), self.zone).astimezone(UTC)
                if end > moment and not self.holds(end):
                    return end
        raise AssertionError("Every day has an end of its quiet hours.")


@dataclass(frozen=True)
class Asked:
    """What the reader chose for this kind of thing; `is_pushed` if a device of theirs asked for it."""

    rhythm: Rhythm
    is_pushed: bool
    quiet: Quiet


@dataclass(frozen=True)
class Told:
    """A notice that was not seen yet, and what already left of it."""

    told_at: datetime
    pushed_at: datetime | None = None
    is_mailed: bool = False


@dataclass(frozen=True)
class Sent:
    """What left at once for the reader in this local day: in all, and because of who did what is told now."""

    today: int = 0
    from_author: int = 0


@dataclass(frozen=True)
class Verdict:
    """By which channel it leaves now, and when to ask again; neither: the site and the letter tell it."""

    leaves_by: Channel | None = None
    again_at: datetime | None = None


def decide(told: Told, asked: Asked, sent: Sent, now: datetime) -> Verdict:
    """What becomes of a notice at a moment."""
    may_be_pushed = asked.is_pushed and told.pushed_at is None
    may_be_mailed = asked.rhythm is Rhythm.AT_ONCE and not told.is_mailed
    if not (may_be_pushed or may_be_mailed) or now - told.told_at >= STALE:
        return Verdict()
    if asked.quiet.holds(now):
        return Verdict(again_at=asked.quiet.end_after(now))
    if sent.today >= MOST_AT_ONCE or sent.from_author >= MOST_FROM_ONE:
        return Verdict()
    if may_be_pushed:
        return Verdict(Channel.PUSH, now + AFTER_PUSH if may_be_mailed else None)
    ready_at = told.pushed_at + AFTER_PUSH if told.pushed_at else told.told_at + GRACE
    return Verdict(Channel.EMAIL) if ready_at <= now else Verdict(again_at=ready_at)


def rhythms_of(day: date) -> frozenset[Rhythm]:
    """Whose groups the letter of that day speaks of. What should have left at once, and did not, is in the next one."""
    daily = {Rhythm.AT_ONCE, Rhythm.DAILY}
    return frozenset(daily | {Rhythm.WEEKLY} if day.weekday() == WEEKLY_ON else daily)
