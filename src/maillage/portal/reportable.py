"""What can be reported, and how whoever reports it obtains it: each through the access function of its own domain."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from maillage.conversations import access as conversations
from maillage.conversations.models import Message
from maillage.listings import access as listings
from maillage.moderation import subjects
from maillage.moderation.subjects import Subject
from maillage.organisations import access as organisations
from maillage.residents import access as residents
from maillage.residents.models import Resident


def register() -> None:
    """Tell moderation of every kind of thing that can be reported."""
    subjects.register("listing", "annonce", _listing)
    subjects.register("message", "message", _message)
    subjects.register("resident", "habitant", _resident)
    subjects.register("organisation", "structure", _organisation)


def _listing(viewer: Resident | None, listing_id: UUID) -> Subject:
    found = listings.listing(viewer, listing_id)
    return Subject(
        title=found.title,
        excerpt=f"{found.title}\n\n{found.text}".strip(),
        author=found.author,
        commune=found.commune,
        url=found.get_absolute_url(),
    )


def _message(viewer: Resident | None, message_id: UUID) -> Subject:
    """A message is seen by those it was said to, and reported by them only."""
    if viewer is None:
        raise Http404
    found = conversations.message(viewer, message_id)
    if found.happening:
        raise Http404
    return Subject(
        title=_("Un message"),
        excerpt=_told(found),
        photo=found.photo,
        author=found.author,
        commune=found.author.commune if found.author else None,
        url=found.conversation.get_absolute_url(),
    )


def _told(message: Message) -> str:
    """What moderators read of a message: that it had a photo too, should they not see it."""
    if message.text and message.photo:
        return f"{message.text}\n\n{_('[Une photo était jointe.]')}"
    return message.text or _("Une photo, sans texte.")


def _resident(viewer: Resident | None, resident_id: UUID) -> Subject:
    if viewer is None:
        raise Http404
    found = residents.resident(viewer, resident_id)
    return Subject(
        title=str(found),
        excerpt=f"{found}\n\n{found.about}".strip(),
        author=found,
        commune=found.commune,
        url=found.get_absolute_url(),
    )


def _organisation(viewer: Resident | None, organisation_id: UUID) -> Subject:
    """A page that may pretend to be somebody's: moderators read who opened it, whoever reports it does not."""
    found = organisations.organisation(viewer, organisation_id)
    return Subject(
        title=found.name,
        excerpt=f"{found.name}\n\n{found.about}".strip(),
        author=found.opened_by,
        commune=found.commune,
        url=found.get_absolute_url(),
    )
