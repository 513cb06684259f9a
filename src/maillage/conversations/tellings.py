"""What is told to a person about their conversations."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from maillage.conversations import addresses
from maillage.conversations.models import Conversation, Participant
from maillage.notices import actions as notices
from maillage.notices import queries
from maillage.notices.kinds import Enclosure, Facts, Group, Weight, declare
from maillage.residents import queries as residents
from maillage.residents.models import Resident

# What one reads in a mailbox before opening the conversation.
ENCLOSED_MESSAGES = 5
ENCLOSED_CHARACTERS = 1000


def _say(who: str, facts: Facts) -> str:
    if facts.get("title"):
        return _("%(who)s vous a écrit au sujet de « %(title)s ».") % {"who": who, "title": facts["title"]}
    return _("%(who)s vous a écrit.") % {"who": who}


def enclose(reader: Resident, facts: Facts) -> Enclosure:
    """What was said and not read in the `conversation` of the facts, with the address that answers to it.

    Nothing where the facts name none, or for who left since.
    """
    if "conversation" not in facts:
        return Enclosure("")
    places = Participant.objects.present().filter(conversation=UUID(facts["conversation"]), resident=reader)
    place = places.select_related("conversation").first()
    if place is None:
        return Enclosure("")
    hidden = residents.hidden_from(reader)
    said = (
        place.conversation.messages.filter(happening="", hidden_at=None)
        .exclude(author=reader)
        .exclude(author__in=hidden)
    )
    since = place.read_until or place.joined_after
    unread = (said.filter(id__gt=since) if since else said).order_by("-id").values_list("text", flat=True)
    texts = [text or _("Une photo") for text in unread[:ENCLOSED_MESSAGES]][::-1]
    return Enclosure(_shortened("\n\n".join(texts)), addresses.reply_address(place))


def _shortened(words: str) -> str:
    """As much as an e-mail shows, each line as plain words (`platform.letter`)."""
    plain = "\n".join(line.strip() for line in words.splitlines())
    return plain if len(plain) <= ENCLOSED_CHARACTERS else plain[:ENCLOSED_CHARACTERS].rsplit(" ", 1)[0] + "…"


WRITTEN = declare("conversations.written", Group.MESSAGES, Weight.AWAITED, _say, enclose)


def tell_of_words(author: Resident, conversation: Conversation, readers: Collection[Resident]) -> None:
    """Somebody wrote: each reader is told once, until they have read the conversation."""
    path = conversation.get_absolute_url()
    told = queries.already_told(readers, WRITTEN, path)
    facts = {"title": conversation.about_title, "conversation": str(conversation.pk)}
    for reader in readers:
        if reader.pk not in told:
            notices.tell(reader, WRITTEN, by=author, path=path, facts=facts)
