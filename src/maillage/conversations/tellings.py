"""What is told to a person about their conversations."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from maillage.conversations.models import Conversation
from maillage.notices import actions as notices
from maillage.notices import queries
from maillage.notices.kinds import Facts, Group, Weight, declare
from maillage.residents.models import Resident


def _say(who: str, facts: Facts) -> str:
    if facts.get("title"):
        return _("%(who)s vous a écrit au sujet de « %(title)s ».") % {"who": who, "title": facts["title"]}
    return _("%(who)s vous a écrit.") % {"who": who}


WRITTEN = declare("conversations.written", Group.MESSAGES, Weight.AWAITED, _say)


def tell_of_words(author: Resident, conversation: Conversation, readers: Collection[Resident]) -> None:
    """Somebody wrote: each reader is told once, until they have read the conversation."""
    path = conversation.get_absolute_url()
    told = queries.already_told(readers, WRITTEN, path)
    for reader in readers:
        if reader.pk not in told:
            notices.tell(reader, WRITTEN, by=author, path=path, facts={"title": conversation.about_title})
