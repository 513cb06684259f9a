"""Who may open a conversation: those who take part in it, and nobody else, whatever their role."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from maillage.conversations.models import Conversation, Message, Participant
from maillage.conversations.queries import People
from maillage.platform.models import Photo
from maillage.residents import queries as residents
from maillage.residents.models import Resident


def participation(resident: Resident, conversation_id: UUID) -> Participant:
    """The place of `resident` in this conversation. Raises Http404 unless they take part and have not left."""
    place = (
        Participant.objects.select_related("conversation")
        .filter(conversation=conversation_id, resident=resident, left_at__isnull=True)
        .first()
    )
    if place is None:
        raise Http404(_("Cette conversation n’existe pas, ou vous n’y participez pas."))
    return place


def people(viewer: Resident, conversation_id: UUID) -> People:
    """Those of a conversation, in the order they came, for one of them. One query.

    Raises Http404 unless the viewer takes part and has not left.
    """
    places = Participant.objects.select_related("conversation", "resident").filter(conversation=conversation_id)
    found = People(viewer, list(places.order_by("id")), residents.hidden_from(viewer))
    if not found.has_viewer:
        raise Http404(_("Cette conversation n’existe pas, ou vous n’y participez pas."))
    return found


def conversation(resident: Resident, conversation_id: UUID) -> Conversation:
    """The conversation, for somebody who takes part in it. Raises Http404."""
    return participation(resident, conversation_id).conversation


def message(resident: Resident, message_id: UUID) -> Message:
    """A message that `resident` was there to read. Raises Http404."""
    said = (
        Message.objects.select_related("conversation", "photo", "author")
        .filter(id=message_id, conversation__participants__resident=resident)
        .first()
    )
    if said is None:
        raise Http404(_("Ce message n’existe pas, ou ne vous est pas adressé."))
    place = participation(resident, said.conversation_id)
    if place.joined_after is not None and said.id <= place.joined_after:
        raise Http404(_("Ce message n’existe pas, ou ne vous est pas adressé."))
    return said


def photo(resident: Resident, message_id: UUID) -> Photo:
    """The photo of a message that `resident` may read. Raises Http404."""
    said = message(resident, message_id)
    found = None if said.hidden_at else said.photo
    if found is None:
        raise Http404(_("Ce message n’a pas de photo."))
    return found
