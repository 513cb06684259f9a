"""What people see of their conversations. "Hidden" is whoever is absent for the viewer: blocked, suspended or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.conversations import happenings, rules
from maillage.conversations.models import Conversation, Message, Participant
from maillage.residents import queries as residents
from maillage.residents.models import Resident

# A screen or two of talk; a list that a thumb goes through.
MESSAGES_A_PAGE = 50
CONVERSATIONS_A_PAGE = 30
CONVERSATIONS_BESIDE = 6
HIDDEN_WORDS = gettext_lazy("Un message masqué par la modération")


@dataclass(frozen=True)
class People:
    """Those who take or took part, as one of them sees them."""

    viewer: Resident
    places: Sequence[Participant]
    hidden: frozenset[UUID]

    @property
    def mine(self) -> Participant:
        """The viewer's own place."""
        return next(place for place in self.places if place.resident_id == self.viewer.pk)

    @property
    def has_viewer(self) -> bool:
        """Whether the viewer takes part, and has not left."""
        return any(place.is_present for place in self.places if place.resident_id == self.viewer.pk)

    @property
    def conversation(self) -> Conversation:
        return self.mine.conversation

    @property
    def others(self) -> list[Resident]:
        """The others who are present and visible."""
        return [place.resident for place in self.places if place.is_present and self.is_another_seen(place.resident)]

    @property
    def names(self) -> str:
        """What the conversation is called: the names of the others, or words for nobody."""
        return ", ".join(str(person) for person in self.others) or self._those_who_left or _("Une personne")

    @property
    def closing(self) -> str:
        """Why the viewer cannot write; empty when they can."""
        return rules.closing(self.viewer, [place.resident for place in self.places if place.is_present], self.hidden)

    @property
    def is_group(self) -> bool:
        return len(self.others) > 1

    def name_of(self, resident_id: UUID | None) -> str:
        """The name under which somebody spoke."""
        known = next((place.resident for place in self.places if place.resident_id == resident_id), None)
        return str(known) if known is not None and self.is_another_seen(known) else _("Une personne")

    def read_until(self) -> UUID | None:
        """The last message that every other person present and visible has read."""
        marks = [place.read_until for place in self.places if place.is_present and self.is_another_seen(place.resident)]
        return min((mark for mark in marks if mark), default=None) if marks and all(marks) else None

    @property
    def _those_who_left(self) -> str:
        gone = [place.resident for place in self.places if not place.is_present]
        return ", ".join(str(person) for person in gone if self.is_another_seen(person))

    def is_another_seen(self, person: Resident) -> bool:
        """Whether this is somebody else, and not absent for the viewer."""
        return person.pk != self.viewer.pk and person.pk not in self.hidden and not person.is_suspended


@dataclass(frozen=True)
class Page:
    """Some messages in order, and whether older ones exist."""

    messages: list[Message]
    has_older: bool = False


def messages(place: Participant, *, before: UUID | None = None) -> Page:
    """The newest messages this participant may read, or those just before an id. One query."""
    seen = _readable(place)
    if before is not None:
        seen = seen.filter(id__lt=before)
    found = list(seen.order_by("-id")[: MESSAGES_A_PAGE + 1])
    return Page(found[:MESSAGES_A_PAGE][::-1], has_older=len(found) > MESSAGES_A_PAGE)


def news(place: Participant, after: UUID) -> list[Message]:
    """What this participant may read after a message. One query."""
    return list(_readable(place).filter(id__gt=after).order_by("id")[: MESSAGES_A_PAGE * 4])


def said_at(place: Participant, message_id: UUID) -> datetime | None:
    """When a message that this participant may read was sent; None when there is none. One query."""
    return _readable(place).filter(id=message_id).values_list("sent_at", flat=True).first()


def read_since(people: People, known: UUID | None) -> list[UUID]:
    """The viewer's messages that all the others have read, after the last one `known` to be. At most one query."""
    until = people.read_until()
    if until is None or (known is not None and until <= known):
        return []
    mine = _readable(people.mine).filter(author=people.viewer, id__lte=until)
    if known is not None:
        mine = mine.filter(id__gt=known)
    return list(mine.order_by("-id").values_list("id", flat=True)[:MESSAGES_A_PAGE])


def _readable(place: Participant) -> QuerySet[Message]:
    said = Message.objects.filter(conversation=place.conversation_id).select_related("photo")
    return said.filter(id__gt=place.joined_after) if place.joined_after else said


@dataclass(frozen=True)
class Row:
    """A line of the list of conversations. What was said before the viewer came is not told."""

    conversation: Conversation
    names: str
    last_words: str
    said_at: datetime | None
    unread: int

    @property
    def unread_words(self) -> str:
        return ngettext("%(count)s non lu", "%(count)s non lus", self.unread) % {"count": self.unread}


def conversations(
    viewer: Resident, *, before: UUID | None = None, limit: int = CONVERSATIONS_A_PAGE
) -> tuple[list[Row], UUID | None]:
    """The viewer's conversations, the last spoken in first, and the cursor of the next page. One query."""
    mine = Participant.objects.present().filter(resident=viewer, conversation__last_message_id__isnull=False)
    if before is not None:
        mine = mine.filter(conversation__last_message_id__lt=before)
    newest = mine.order_by("-conversation__last_message_id").values("conversation")[: limit + 1]
    last = Message.objects.filter(pk=OuterRef("conversation__last_message_id"))
    places = (
        Participant.objects.filter(conversation__in=newest)
        .select_related("conversation", "resident")
        .annotate(said=Subquery(last.values("text")), said_by=Subquery(last.values("author")))
        .annotate(said_at=Subquery(last.values("sent_at")), hidden_at=Subquery(last.values("hidden_at")))
        .annotate(happening=Subquery(last.values("happening")), facts=Subquery(last.values("facts")))
        .order_by("-conversation__last_message_id", "id")
    )
    hidden = residents.hidden_from(viewer)
    rows = [_row(People(viewer, list(group), hidden)) for _pk, group in groupby(places, attrgetter("conversation_id"))]
    cursor = rows[limit - 1].conversation.last_message_id if len(rows) > limit else None
    return rows[:limit], cursor


def beside(people: People) -> list[Row]:
    """The last spoken in of the viewer's other conversations. One query."""
    rows, _more = conversations(people.viewer, limit=CONVERSATIONS_BESIDE + 1)
    return [row for row in rows if row.conversation != people.conversation][:CONVERSATIONS_BESIDE]


def _row(people: People) -> Row:
    place: Any = people.mine  # with what `conversations` annotates
    came_after = place.joined_after is not None and people.conversation.last_message_id <= place.joined_after
    if place.said_at is None or came_after:
        return Row(people.conversation, people.names, "", None, place.unread)
    is_mine = place.said_by == people.viewer.pk
    if place.happening:
        words = happenings.words(place.happening, "" if is_mine else people.name_of(place.said_by), place.facts)
    else:
        words = str(HIDDEN_WORDS) if place.hidden_at else place.said or _("Une photo")
        words = _("Vous : %(said)s") % {"said": words} if is_mine else words
    return Row(people.conversation, people.names, words, place.said_at, place.unread)


def acquaintances(resident: Resident, conversation: Conversation) -> list[Resident]:
    """Those the resident already talks with elsewhere and may bring into this conversation."""
    mine = Participant.objects.present().filter(resident=resident).values("conversation")
    return list(
        Resident.objects.visible_to(resident)
        .filter(participations__conversation__in=mine, participations__left_at__isnull=True)
        .exclude(pk=resident.pk)
        .exclude(participations__conversation=conversation)
        .distinct()
        .order_by("name", "pk")[:50]
    )
