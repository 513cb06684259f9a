"""Conversations for tests, begun the way people begin them."""

from __future__ import annotations

from maillage.conversations import actions
from maillage.conversations.models import Conversation, Message
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident


def an_about(title: str = "Cherche une remorque pour samedi matin", kind: str = "listing") -> actions.About:
    about_id = new_id()
    return actions.About(kind=kind, id=about_id, tag="Demande", title=title, url=f"/annonces/{about_id}/")


def a_conversation(
    opener: Resident, *others: Resident, text: str = "Bonjour, j’ai une remorque.", about: actions.About | None = None
) -> Conversation:
    return actions.open(opener, others, about, text=text, key=new_id())


def a_message(
    author: Resident, conversation: Conversation, text: str = "Bonjour !", photo: Photo | None = None
) -> Message:
    return actions.send(author, conversation, text=text, photo=photo, key=new_id())
