"""What people see of their conversations. "Hidden" is whoever is absent for the viewer: blocked, suspended or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.conversations import rules
from maillage.conversations.models import Conversation, Message, Participant
from maillage.residents import queries as residents
from maillage.residents.models import Resident

# A screen or two of talk; a list that a thumb goes through.
MESSAGES_A_PAGE = 50
CONVERSATIONS_A_PAGE = 30


@dataclass(frozen=True)
class People:
    """Those who take or took part, as one of them sees them."""

    viewer: Resident
    places: Sequence[Participant]
    hidden: frozenset[UUID]

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


def people(viewer: Resident, conversation: Conversation) -> People:
    """Those of a conversation, in the order they came. One query."""
    places = conversation.participants.select_related("resident").order_by("id")
    return People(viewer, list(places), residents.hidden_from(viewer))


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


def _readable(place: Participant) -> QuerySet[Message]:
    said = Message.objects.filter(conversation=place.conversation_id).select_related("photo")
    return said.filter(id__gt=place.joined_after) if place.joined_after else said


@dataclass(frozen=True)
class Row:
    """A line of the list of conversations."""

    conversation: Conversation
    names: str
    last_words: str
    last_message: Message | None
    unread: int

    @property
    def unread_words(self) -> str:
        return ngettext("%(count)s non lu", "%(count)s non lus", self.unread) % {"count": self.unread}


def conversations(viewer: Resident, *, before: UUID | None = None) -> tuple[list[Row], UUID | None]:
    """The viewer's conversations, the last spoken in first, and the cursor of the next page. Three queries."""
    mine = Participant.objects.present().filter(resident=viewer, conversation__last_message_id__isnull=False)
    if before is not None:
        mine = mine.filter(conversation__last_message_id__lt=before)
    places = list(
        mine.select_related("conversation").order_by("-conversation__last_message_id")[: CONVERSATIONS_A_PAGE + 1]
    )
    shown = places[:CONVERSATIONS_A_PAGE]
    last = Message.objects.in_bulk([place.conversation.last_message_id for place in shown])
    companions: dict[UUID, list[Participant]] = {}
    for companion in (
        Participant.objects.filter(conversation__in=[place.conversation_id for place in shown])
        .select_related("resident")
        .order_by("id")
    ):
        companions.setdefault(companion.conversation_id, []).append(companion)
    hidden = residents.hidden_from(viewer)
    rows = [
        _row(place, People(viewer, companions[place.conversation_id], hidden), last.get(_last_id(place)))
        for place in shown
    ]
    cursor = shown[-1].conversation.last_message_id if len(places) > CONVERSATIONS_A_PAGE else None
    return rows, cursor


def _last_id(place: Participant) -> UUID:
    last = place.conversation.last_message_id
    assert last is not None
    return last


def _row(place: Participant, people: People, last: Message | None) -> Row:
    if last is not None and place.joined_after is not None and last.id <= place.joined_after:
        last = None  # said before they came
    return Row(place.conversation, people.names, _words(last, place), last, place.unread)


def _words(message: Message | None, place: Participant) -> str:
    if message is None:
        return ""
    said = message.text or _("Une photo")
    return _("Vous : %(said)s") % {"said": said} if message.author_id == place.resident_id else said


def unread_total(resident: Resident) -> int:
    """How many messages wait to be read, in all conversations. One query."""
    return Participant.objects.present().filter(resident=resident).aggregate(total=Sum("unread"))["total"] or 0


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
