"""What the columns of conversations are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Kept, Personal, SeenBy

_TALK = Column(_("Vous permettre de convenir entre vous"), kept=Kept.CONVERSATION, seen_by=SeenBy.PARTICIPANTS)
_READING = Column(_("Vous dire ce que vous n’avez pas encore lu"), kept=Kept.CONVERSATION)
_SUBJECT = Column(_("Rappeler de quoi vous parlez"), kept=Kept.CONVERSATION, seen_by=SeenBy.PARTICIPANTS)

TITLE = _("Vos conversations et vos messages")
DECLARATIONS: list[Declaration] = [
    Personal(
        "conversations.Conversation",
        "opened_by",
        {"opened_by": _TALK, "about_title": _SUBJECT},
        ("id", "about_kind", "about_id", "about_tag", "about_url", "last_message_id"),
    ),
    Personal(
        "conversations.Participant",
        "resident",
        {
            "conversation": _TALK,
            "resident": _TALK,
            "joined_at": _TALK,
            "joined_after": _READING,
            "left_at": _TALK,
            "read_until": _READING,
            "unread": _READING,
        },
        ("id",),
    ),
    Personal(
        "conversations.Message",
        "author",
        {
            "conversation": _TALK,
            "author": _TALK,
            "text": _TALK,
            "photo": _TALK,
            "happening": _TALK,
            "facts": _TALK,
            "sent_at": _TALK,
            "hidden_at": _TALK,
        },
        ("id", "key", "path"),
    ),
]
