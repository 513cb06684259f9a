"""How people answer about their listings: said on their page and beside what they publish, in coarse words.

Counted each night over a season of conversations, from a handful of them on. Those whom the person blocked, or who are
suspended or gone, count for nothing. Days, never hours: nothing here tells when somebody is home (TRUST.md 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from maillage.listings.actions import SUBJECT
from maillage.listings.models import AnswerHabit
from maillage.platform import clock
from maillage.residents.models import Resident

SEASON = timedelta(days=90)
# Fewer would tell of one conversation.
LEAST = 5
# A conversation begun since and not answered yet is no silence.
GRACE = timedelta(days=3)

COUNT = """
WITH opened AS (
    SELECT listing.author_id, talk.id,
           (SELECT min(sent_at) FROM conversations_message
             WHERE conversation_id = talk.id AND author_id = talk.opened_by_id) AS asked_at,
           (SELECT min(sent_at) FROM conversations_message
             WHERE conversation_id = talk.id AND author_id = listing.author_id) AS answered_at
      FROM conversations_conversation talk
      JOIN listings_listing listing ON listing.id = talk.about_id
      JOIN residents_resident opener ON opener.id = talk.opened_by_id
     WHERE talk.about_kind = %(subject)s AND opener.id <> listing.author_id
       AND opener.is_active AND opener.suspended_at IS NULL
       AND NOT EXISTS (SELECT FROM residents_block
                        WHERE (blocker_id, blocked_id) IN ((opener.id, listing.author_id),
                                                           (listing.author_id, opener.id)))
)
SELECT author_id, count(*), count(answered_at),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY answered_at - asked_at) FILTER (WHERE answered_at IS NOT NULL)
  FROM opened
 WHERE asked_at > %(since)s AND (answered_at IS NOT NULL OR asked_at < %(grace)s)
 GROUP BY author_id
HAVING count(*) >= %(least)s AND count(answered_at) > 0
"""


@transaction.atomic
def count() -> int:
    """Count everybody's habits anew; of how many there is one to tell. Idempotent."""
    now = clock.now()
    asked: dict[str, Any] = {"subject": SUBJECT, "since": now - SEASON, "grace": now - GRACE, "least": LEAST}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, asked)
        rows = cursor.fetchall()
    habits = [
        AnswerHabit(resident_id=resident, rate=_rate(answered / asked), delay=_delay(delay))
        for resident, asked, answered, delay in rows
    ]
    AnswerHabit.objects.exclude(pk__in=[habit.pk for habit in habits]).delete()
    AnswerHabit.objects.bulk_create(
        habits, update_conflicts=True, unique_fields=["resident"], update_fields=["rate", "delay"]
    )
    return len(habits)


def of_person(person: Resident, viewer: Resident) -> Mapping[str, object]:
    """A section of a person's page."""
    habit = getattr(person, "answer_habit", None)
    return {"habit": habit.words if habit else ""}


def forget(resident: Resident) -> None:
    """With somebody who leaves."""
    AnswerHabit.objects.filter(pk=resident.pk).delete()


def _rate(answered: float) -> str:
    if answered >= 0.9:
        return AnswerHabit.Rate.NEARLY_ALWAYS
    return AnswerHabit.Rate.OFTEN if answered >= 0.6 else AnswerHabit.Rate.SOMETIMES


def _delay(median: timedelta) -> str:
    if median <= timedelta(days=1):
        return AnswerHabit.Delay.A_DAY
    if median <= timedelta(days=3):
        return AnswerHabit.Delay.SOME_DAYS
    return AnswerHabit.Delay.A_WEEK if median <= timedelta(days=7) else AnswerHabit.Delay.LONGER
