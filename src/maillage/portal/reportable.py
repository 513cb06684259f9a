"""What can be reported, how whoever reports it obtains it, and how it is hidden: each through its own domain.

A new domain adds a line to `register`: a name, the word of the address, how a viewer finds one (through its access
function), and if it can be hidden, how.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.http import Http404
from django.utils.translation import gettext as _

from maillage.conversations import access as conversations
from maillage.conversations import actions as talking
from maillage.conversations.models import Message
from maillage.listings import access as listings
from maillage.listings import actions as publishing
from maillage.listings.models import Listing, ListingPhoto, State
from maillage.listings.queries import CONFIGURATION
from maillage.moderation import subjects
from maillage.moderation.subjects import Effects, Hidden, Subject
from maillage.organisations import access as organisations
from maillage.organisations import actions as opening
from maillage.platform import clock
from maillage.portal import put_back, reportable_exchanges
from maillage.residents import access as residents
from maillage.residents import hidden_profiles, introductions
from maillage.residents.models import Resident
from maillage.reviews import access as reviews
from maillage.reviews import actions as reviewing


def register() -> None:
    """Tell moderation of every kind of thing that can be reported."""
    listing = Effects(_hide_listing, _show_listing)
    subjects.register("listing", "annonce", _listing, effects=listing, alike=_listings_alike)
    message = Effects(_hide_message, lambda message_id, _hidden: talking.show_again(message_id))
    subjects.register("message", "message", _message, effects=message, is_private=True, may_be_mended=False)
    profile = Effects(_hide_profile, _show_profile)
    subjects.register("resident", "habitant", _resident, effects=profile)
    page = Effects(_hide_page, lambda organisation_id, _hidden: opening.show_again(organisation_id))
    subjects.register("organisation", "structure", _organisation, effects=page, answering=opening.managers)
    words = Effects(_hide_review, lambda review_id, _hidden: reviewing.show_again(review_id))
    subjects.register("review", "avis", _review, effects=words, may_be_mended=False)
    answer = Effects(_hide_reply, lambda review_id, _hidden: reviewing.show_reply_again(review_id))
    subjects.register("review-reply", "reponse", _reply, effects=answer, may_be_mended=False)
    reportable_exchanges.register()


def _listing(viewer: Resident | None, listing_id: UUID) -> Subject:
    found = listings.listing(viewer, listing_id)
    return Subject(
        title=found.title,
        excerpt=f"{found.title}\n\n{found.text}".strip(),
        author=found.author,
        commune=found.commune,
        url=found.get_absolute_url(),
        photos=[shown.photo for shown in found.photos.select_related("photo")],
    )


def _hide_listing(listing_id: UUID) -> Hidden | None:
    at = clock.now()
    before = publishing.hide(listing_id)
    return Hidden({"state": before.value, "at": at.isoformat()}) if before else None


def _show_listing(listing_id: UUID, hidden: Hidden) -> None:
    is_back = publishing.show_again(listing_id, State(hidden.facts["state"]))
    if is_back and "at" in hidden.facts:  # decisions of before it was kept do not say when
        put_back.tell(listing_id, datetime.fromisoformat(hidden.facts["at"]))


def _listings_alike(listing_id: UUID) -> dict[str, int]:
    """How many others published the same words or the same photo. The index of words is asked first."""
    found = Listing.objects.filter(pk=listing_id).first()
    if found is None:
        return {}
    same_title = Listing.objects.filter(search=SearchQuery(found.title, config=CONFIGURATION), title=found.title)
    others = same_title.filter(text=found.text).exclude(author=found.author_id).exclude(state=State.DRAFT)
    digests = [shown.photo.digest for shown in found.photos.select_related("photo") if shown.photo.digest]
    shown_by = ListingPhoto.objects.filter(photo__digest__in=digests).exclude(listing__author=found.author_id)
    return {
        "text": others.values("author").distinct().count() if found.text else 0,
        "photo": shown_by.values("listing__author").distinct().count(),
    }


def _message(viewer: Resident | None, message_id: UUID) -> Subject:
    """A message is seen by those it was said to, and reported by them only; none of them handles it."""
    if viewer is None:
        raise Http404
    found = conversations.message(viewer, message_id)
    if found.happening or (found.hidden_at and found.author_id != viewer.pk):
        raise Http404
    return Subject(
        title=_("Un message"),
        excerpt=_told(found),
        photos=[found.photo] if found.photo else [],
        author=found.author,
        commune=found.author.commune if found.author else None,
        url=found.conversation.get_absolute_url(),
        concerned=list(found.conversation.participants.values_list("resident", flat=True)),
    )


def _hide_message(message_id: UUID) -> Hidden | None:
    return Hidden() if talking.hide(message_id) else None


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
        excerpt=introductions.words_of(found),
        author=found,
        commune=found.commune,
        url=found.get_absolute_url(),
        photos=[found.photo] if found.photo else [],
    )


def _hide_profile(resident_id: UUID) -> Hidden | None:
    taken = hidden_profiles.take_away(resident_id)
    return Hidden(*taken) if taken else None


def _show_profile(resident_id: UUID, hidden: Hidden) -> None:
    hidden_profiles.give_back(resident_id, hidden.facts, hidden.photo)


def _organisation(viewer: Resident | None, organisation_id: UUID) -> Subject:
    """A page that may pretend to be somebody's: moderators read who opened it, whoever reports it does not."""
    found = organisations.organisation(viewer, organisation_id)
    return Subject(
        title=found.name,
        excerpt=f"{found.name}\n\n{found.about}".strip(),
        author=found.opened_by,
        commune=found.commune,
        url=found.get_absolute_url(),
        concerned=list(found.memberships.values_list("resident", flat=True)),
    )


def _hide_page(organisation_id: UUID) -> Hidden | None:
    return Hidden() if opening.hide(organisation_id) else None


def _review(viewer: Resident | None, review_id: UUID) -> Subject:
    """What somebody said of another, once it can be read."""
    found = reviews.review(viewer, review_id)
    return Subject(
        title=_("Un avis"),
        excerpt=found.words or _("Un avis sans texte."),
        author=found.author,
        commune=found.about.commune,
        url=found.about.get_absolute_url(),
    )


def _reply(viewer: Resident | None, review_id: UUID) -> Subject:
    """What the person answered."""
    found = reviews.review(viewer, review_id)
    if not found.reply or found.reply_hidden_at is not None:
        raise Http404
    return Subject(
        title=_("Une réponse à un avis"),
        excerpt=found.reply,
        author=found.about,
        commune=found.about.commune,
        url=found.about.get_absolute_url(),
    )


def _hide_review(review_id: UUID) -> Hidden | None:
    return Hidden() if reviewing.hide(review_id) else None


def _hide_reply(review_id: UUID) -> Hidden | None:
    return Hidden() if reviewing.hide_reply(review_id) else None
