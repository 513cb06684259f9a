"""What the people of the demonstration were told, and how they wish to be told it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from maillage.conversations import tellings
from maillage.conversations.models import Message, Participant
from maillage.demo.people import Neighbour
from maillage.notices.kinds import Group
from maillage.notices.models import Notice, Rhythm, Wishes
from maillage.platform import clock

# What is older was seen.
NEW = timedelta(days=3)


def tell(neighbours: Sequence[Neighbour], end: datetime) -> None:
    """Personas have messages that wait and news to see; the e-mails that would leave are theirs alone.

    The page of the demonstration's e-mails would drown in those of four hundred others.
    """
    personas = [one.resident for one in neighbours if one.is_persona]
    for place in Participant.objects.present().filter(resident__in=personas, unread__gt=0).order_by("pk"):
        _tell_of_last(place)
    told = Notice.objects.filter(to__in=[one.resident for one in neighbours])
    told.update(due_at=None)  # long ago, and nothing of it leaves at once
    told.filter(told_at__lt=end - NEW).update(seen_at=end - NEW)
    never = dict.fromkeys(set(Group.values) - {Group.ACCOUNT.value}, Rhythm.NEVER)
    Wishes.objects.bulk_create(
        Wishes(resident=one.resident, account=Rhythm.WEEKLY, has_letters=False, **never)
        for one in neighbours
        if not one.is_persona
    )


def _tell_of_last(place: Participant) -> None:
    said = Message.objects.filter(conversation=place.conversation_id).select_related("author").latest("id")
    if said.author is not None:
        with clock.at(said.sent_at):
            tellings.tell_of_words(said.author, place.conversation, [place.resident])
