"""One thing, one person, one action."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from maillage.conversations import actions as conversations
from maillage.conversations.actions import About
from maillage.conversations.refusals import Refused
from maillage.listings import access, browsing, cards, facts, maps, sections, structured
from maillage.listings.forms import AnswerForm
from maillage.listings.models import Listing, State
from maillage.listings.queries import Viewpoint
from maillage.listings.states import Actor, allowed
from maillage.moderation import worries
from maillage.platform import idempotency, media
from maillage.residents.access import neighbour, open_to_all
from maillage.residents.models import Resident
from maillage.residents.requests import OpenRequest, Request


@require_GET
@open_to_all
def listing(request: OpenRequest, listing_id: UUID) -> HttpResponse:
    found, viewpoint = access.listing_from(request.resident, listing_id)
    return _page(request, found, viewpoint, AnswerForm())


@require_http_methods(["GET", "POST"])
@neighbour
@idempotency.once
def answer(request: Request, listing_id: UUID) -> HttpResponse:
    """Open a conversation with the author. By GET, from a link: the form is on the listing's page."""
    found, viewpoint = access.listing_from(request.resident, listing_id)
    if request.method == "GET":
        return redirect(found.get_absolute_url() + "#repondre")
    form = AnswerForm(request.POST)
    if form.is_valid() and _may_answer(request.resident.pk, found):
        with translation.override(settings.LANGUAGE_CODE):  # kept in French, shown in each reader's language
            tag = str(found.kind_label)
        about = About("listing", found.pk, tag, found.title, found.get_absolute_url())
        key = UUID(request.POST[idempotency.FIELD])
        try:
            return redirect(
                conversations.open(request.resident, [found.author], about, text=form.cleaned_data["text"], key=key)
            )
        except Refused as refused:
            form.add_error("text", str(refused))
    elif form.is_valid():
        form.add_error(None, _("On ne peut plus répondre à cette annonce : elle n’est plus en ligne."))
    return _page(request, found, viewpoint, form, status=422)


@require_GET
@open_to_all
def photo(request: OpenRequest, listing_id: UUID, photo_id: UUID, size: str) -> FileResponse:
    return media.respond(access.photo(request.resident, listing_id, photo_id).photo, size)


def _page(
    request: OpenRequest | Request, found: Listing, viewpoint: Viewpoint, form: AnswerForm, status: int = 200
) -> HttpResponse:
    viewer = request.resident
    is_mine = viewer is not None and viewer.pk == found.author_id
    photos = list(found.photos.select_related("photo"))
    origin = viewpoint.horizon.origin if viewpoint.horizon else None
    shown = sections.of(found, viewer)
    context = {
        "listing": found,
        "photos": photos,
        "facts": facts.of(found, str(found.author) if viewer else cards.first_name(found.author)),
        "is_mine": is_mine,
        "advices": worries.advising(f"{found.title}\n{found.text}") if is_mine else [],
        "transitions": _transitions(found) if is_mine else set(),
        "sections": shown,
        "has_main": any(each.is_main for each in shown),
        "trail": [
            (_("Annonces"), reverse("listings")),
            (found.leaf.label, f"{reverse('listings')}?categorie={found.category}"),
        ],
        "author_url": found.author.get_absolute_url()
        if viewer is not None and viewer.is_settled and not is_mine
        else "",
        "author_photo_url": _face(found, viewer),
        "habit": _habit(found) if viewer is not None else "",
        "author_about": found.author.about if viewer is not None else "",
        "author_name": str(found.author) if viewer else cards.first_name(found.author),
        "where": "" if is_mine else cards.where_words(found, origin),
        "map": maps.of_listing(found),
        "zone_words": "" if found.is_at_public_place else maps.zone_words(found),
        "answer_words": cards.answer_words(found),
        "may_answer": viewer is not None and viewer.is_settled and _may_answer(viewer.pk, found),
        "must_settle": viewer is not None and not viewer.is_settled and not viewer.charges,
        "form": form,
        "beside": cards.of(browsing.beside(viewpoint, found), viewer, origin),
        "structured": structured.block(found, photos) if found.is_public else "",
        "address": settings.SITE_ADDRESS + found.get_absolute_url(),
        "image": settings.SITE_ADDRESS + photos[0].large_url if photos else "",
    }
    return render(request, "listings/detail.html", context, status=status)


def _transitions(found: Listing) -> set[str]:
    """What its author may do with it now: nothing by these buttons while an exchange holds it."""
    return set() if found.is_held else {state.value for state in allowed(State(found.state), Actor.AUTHOR)}


def _may_answer(viewer_id: UUID, found: Listing) -> bool:
    return found.author_id != viewer_id and found.is_open


def _habit(found: Listing) -> str:
    """How its author answers, in words; nothing where too few have written to tell."""
    habit = getattr(found.author, "answer_habit", None)
    return habit.words if habit else ""


def _face(found: Listing, viewer: Resident | None) -> str:
    """The author's photo, which neighbours may see and visitors may not."""
    if viewer is None or not viewer.is_settled or found.author.photo_id is None:
        return ""
    return reverse("resident-photo", args=[found.author_id, "petite"])
