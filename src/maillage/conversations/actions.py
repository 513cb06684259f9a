"""What people do in conversations.

Two orders keep everything exact. Locks: the acting resident, then the conversation, then its participants. Messages:
the conversation is locked before a message takes its id, so that within a conversation ids grow in the order of commits
and "after this id" never misses one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from maillage.conversations import rules, tellings
from maillage.conversations.happenings import Facts, Happening
from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.queries import People
from maillage.conversations.refusals import CannotJoin, Closed, KeyReused, NothingSaid, TooManyOpenings
from maillage.notices import actions as notices
from maillage.platform import clock, live
from maillage.platform.ids import new_id, oldest_id_at
from maillage.platform.models import Photo
from maillage.residents import queries as residents
from maillage.residents.models import Resident

# A person who helps answers a few neighbours an evening; ten openings in an hour is canvassing.
OPENINGS_AN_HOUR = 10
# Beyond a handful it is a circle, with its own rules.
MOST_PEOPLE = 8
MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class About:
    """What a conversation is about, in the words of the domain that opens it."""

    kind: str
    id: UUID
    tag: str
    title: str
    url: str


@transaction.atomic
def open(  # noqa: A001 (the product's word: one opens a conversation)
    opener: Resident,
    others: Sequence[Resident],
    about: About | None,
    *,
    text: str,
    photo: Photo | None = None,
    key: UUID,
) -> Conversation:
    """Begin a conversation with its first message; about the same thing, go on with the one already begun.

    The same `key` again answers the conversation it opened.
    Raises Closed, TooManyOpenings, Limited, NothingSaid, KeyReused.
    """
    # One opening at a time for each person: the hourly count is exact, and twin requests come one after the other.
    opener = Resident.objects.select_for_update(no_key=True).get(pk=opener.pk)
    said = _already_said(opener, key, text, photo)
    if said is not None:
        return said.conversation
    conversation = _begun(opener, about)
    if conversation is None:
        rules.must_be_reachable(opener, others)
        rules.must_be_free(opener)
        _must_not_canvass(opener)
        conversation = _begin(opener, others, about)
    else:
        _come_back(opener, conversation)
    send(opener, conversation, text=text, photo=photo, key=key)
    return conversation


@transaction.atomic
def meet(opener: Resident, others: Sequence[Resident], about: About) -> Conversation:
    """The conversation in which the opener and these people settle something, begun without a word where there is none.

    Raises Closed, TooManyOpenings, Limited.
    """
    opener = Resident.objects.select_for_update(no_key=True).get(pk=opener.pk)
    rules.must_be_reachable(opener, others)
    conversation = _begun(opener, about)
    if conversation is None:
        rules.must_be_free(opener)
        _must_not_canvass(opener)
        return _begin(opener, others, about)
    _come_back(opener, conversation)
    return conversation


@transaction.atomic
def note(
    author: Resident, conversation: Conversation, happening: Happening, *, facts: Facts | None = None, path: str
) -> Message | None:
    """Put something that happened among the messages; it counts as one that the others have not read.

    `path` is its page. None where the conversation is closed to the author: what happened did, and its page tells it.
    """
    _lock(conversation)
    try:
        rules.must_be_heard(author, conversation)
    except Closed:
        return None
    noted = {"happening": happening.name, "facts": dict(facts or {}), "path": path}
    return _add(conversation, author, key=new_id(), **noted)


@transaction.atomic
def send(
    author: Resident,
    conversation: Conversation,
    *,
    text: str,
    photo: Photo | None = None,
    key: UUID,
    is_told: bool = False,
) -> Message:
    """Say something; every participant present has one more unread message and their open pages are told.

    `is_told` where a notice already tells what the words go with: they give no notice of their own.
    The same `key` again answers the message already said. Raises Closed, NothingSaid, KeyReused.
    """
    text = _clean(text, photo)
    _lock(conversation)
    said = _already_said(author, key, text, photo)
    if said is not None:
        return said
    rules.must_be_heard(author, conversation)
    try:
        with transaction.atomic():
            said = _add(conversation, author, text=text, photo=photo, key=key)
    except IntegrityError as error:
        said = _already_said(author, key, text, photo)
        if said is None:
            raise error from None
        return said
    if not is_told:
        places = conversation.participants.present().exclude(resident=author).select_related("resident")
        tellings.tell_of_words(author, conversation, [place.resident for place in places])
    return said


def mark_read(people: People, until: UUID) -> bool:
    """Note that everything up to `until` was shown to the viewer; answer whether something changed.

    `people` must have been fetched before the messages shown: the update holds only if no message came since, by the
    unread count it was fetched with. When one did come, nothing changes and the next fetch shows it and marks it.
    The viewer's other pages hear that less is unread, and those who may know that the viewer read it hear of that.
    """
    place = people.mine
    if place.unread == 0 and place.read_until is not None and place.read_until >= until:
        return False
    was = {"read_until": place.read_until} if place.read_until else {"read_until__isnull": True}
    marked = Participant.objects.filter(pk=place.pk, unread=place.unread, **was).update(unread=0, read_until=until)
    if marked:
        notices.see(people.viewer, path=place.conversation.get_absolute_url())
        about = str(place.conversation_id)
        witnesses = [] if people.viewer.is_suspended else people.others
        live.publish_all(
            [
                live.Notice(f"resident:{place.resident_id}", "unread", about),
                *(live.Notice(f"resident:{witness.pk}", "read", about) for witness in witnesses),
            ]
        )
    return bool(marked)


def hide(message_id: UUID) -> bool:
    """Show the words and the photo of a message to nobody any more; whether they were shown. For moderation."""
    return _hidden(message_id, at=clock.now(), was_hidden=False)


def show_again(message_id: UUID) -> bool:
    """Undo `hide`; whether they were hidden."""
    return _hidden(message_id, at=None, was_hidden=True)


def _hidden(message_id: UUID, *, at: datetime | None, was_hidden: bool) -> bool:
    found = Message.objects.filter(pk=message_id, happening="", hidden_at__isnull=not was_hidden)
    return bool(found.update(hidden_at=at))


@transaction.atomic
def leave(resident: Resident, conversation: Conversation) -> None:
    """Leave for good: nothing more arrives, and the others see that this person left."""
    _lock(conversation)
    if conversation.participants.present().filter(resident=resident).update(left_at=clock.now(), unread=0):
        notices.see(resident, path=conversation.get_absolute_url())
        _tell(conversation, but=residents.hidden_from(resident))


def forget_abandoned() -> int:
    """Delete the conversations that nobody keeps: everybody left them, or closed their account. Answers how many."""
    kept = Participant.objects.filter(conversation=OuterRef("pk"), left_at__isnull=True, resident__is_active=True)
    abandoned = list(Conversation.objects.filter(~Exists(kept)).values_list("pk", flat=True))
    Conversation.objects.filter(~Exists(kept), pk__in=abandoned).delete()
    return len(abandoned)


@transaction.atomic
def add(opener: Resident, conversation: Conversation, newcomer: Resident) -> Participant:
    """Bring one more person in, who will read what is said from now on and nothing older.

    Raises CannotJoin, Closed.
    """
    _lock(conversation)
    rules.must_be_heard(opener, conversation)
    if conversation.opened_by_id != opener.pk:
        raise CannotJoin(_("Seule la personne qui a ouvert la conversation peut y inviter quelqu’un."))
    places = list(conversation.participants.select_related("resident"))
    if len(places) >= MOST_PEOPLE:
        raise CannotJoin(_("Une conversation réunit au plus %(most)d personnes.") % {"most": MOST_PEOPLE})
    present = [place.resident for place in places if place.is_present]
    if any(place.resident_id == newcomer.pk for place in places) or not rules.may_meet(newcomer, present):
        raise CannotJoin(_("Cette personne ne peut pas rejoindre la conversation."))
    place = Participant.objects.create(
        conversation=conversation, resident=newcomer, joined_after=conversation.last_message_id, joined_at=clock.now()
    )
    _tell(conversation)
    return place


def _add(conversation: Conversation, author: Resident, **said: Any) -> Message:
    """The next line of a locked conversation, for all who are present."""
    message = Message.objects.create(
        id=_next_id(conversation), conversation=conversation, author=author, sent_at=clock.now(), **said
    )
    conversation.last_message_id = message.id
    conversation.save(update_fields=["last_message_id"])
    conversation.participants.present().exclude(resident=author).update(unread=F("unread") + 1)
    _tell(conversation)
    return message


def _lock(conversation: Conversation) -> None:
    locked = Conversation.objects.select_for_update(no_key=True).only("last_message_id").get(pk=conversation.pk)
    conversation.last_message_id = locked.last_message_id


def _clean(text: str, photo: Photo | None) -> str:
    text = _normal(text)
    if not text and photo is None:
        raise NothingSaid(_("Écrivez quelques mots ou joignez une photo."))
    if len(text) > MOST_CHARACTERS:
        raise NothingSaid(_("Votre message est trop long : envoyez-le en plusieurs fois."))
    return text


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _already_said(author: Resident, key: UUID, text: str, photo: Photo | None) -> Message | None:
    said = Message.objects.select_related("conversation").filter(author=author, key=key).first()
    if said is not None and (said.text, said.photo_id is None) != (_normal(text), photo is None):
        raise KeyReused(_("Ce formulaire a déjà servi : rechargez la page avant d’écrire un autre message."))
    return said


def _next_id(conversation: Conversation) -> UUID:
    """A new id, greater than the last one even when this machine's clock is behind another's."""
    drawn = new_id()
    last = conversation.last_message_id
    return drawn if last is None or drawn > last else UUID(int=last.int + 1)


def _begun(opener: Resident, about: About | None) -> Conversation | None:
    if about is None:
        return None
    return Conversation.objects.filter(about_kind=about.kind, about_id=about.id, opened_by=opener).first()


def _begin(opener: Resident, others: Sequence[Resident], about: About | None) -> Conversation:
    told = (
        {
            "about_kind": about.kind,
            "about_id": about.id,
            "about_tag": about.tag[:40],
            "about_title": about.title[:120],
            "about_url": about.url,
        }
        if about
        else {}
    )
    conversation = Conversation.objects.create(opened_by=opener, **told)
    people = {opener.pk: opener, **{other.pk: other for other in others}}
    Participant.objects.bulk_create(
        Participant(conversation=conversation, resident=person, joined_at=clock.now()) for person in people.values()
    )
    return conversation


def _come_back(opener: Resident, conversation: Conversation) -> None:
    conversation.participants.filter(resident=opener, left_at__isnull=False).update(
        left_at=None, joined_at=clock.now(), read_until=conversation.last_message_id
    )


def _must_not_canvass(opener: Resident) -> None:
    since = oldest_id_at(clock.now() - timedelta(hours=1))
    if Conversation.objects.filter(opened_by=opener, id__gte=since).count() >= OPENINGS_AN_HOUR:
        raise TooManyOpenings(
            _("Vous avez commencé %(most)d conversations en une heure : attendez un peu avant la prochaine.")
            % {"most": OPENINGS_AN_HOUR}
        )


def _tell(conversation: Conversation, *, but: Collection[UUID] = ()) -> None:
    """Something happened, for all who are present; not for those to whom whoever did it is absent."""
    present = conversation.participants.present().exclude(resident__in=but).values_list("resident_id", flat=True)
    live.publish_all(live.Notice(f"resident:{pk}", "conversation", str(conversation.pk)) for pk in present)
