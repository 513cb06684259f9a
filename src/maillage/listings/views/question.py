"""Still available? Solved? By whom? And, for hosts, the requests that wait."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from maillage.listings import access, cards, freshness, solving, widening
from maillage.listings.freshness import Over
from maillage.listings.models import Listing, Question, State
from maillage.listings.states import Refused
from maillage.platform import ids, wording
from maillage.residents.access import having_role, neighbour, open_to_all
from maillage.residents.models import Role
from maillage.residents.requests import OpenRequest, Request

MOST_WAITING = 50
GONE = 410


@require_http_methods(["GET", "POST"])
@open_to_all
def question(request: OpenRequest, token: str) -> HttpResponse:
    """From a letter, signed in or not: what the link says is enough, and only a POST changes anything."""
    try:
        asked = freshness.read(token)
        if request.method == "GET":
            return _page(request, asked)
        said = request.POST.get("answer", "")
        if said not in freshness.answers(asked):
            return _page(request, asked, _("Choisissez l’une des réponses."), status=422)
        listing = freshness.answer(asked, said)
    except Over as over:
        return render(request, "listings/question_over.html", {"words": str(over)}, status=GONE)
    except Refused as refused:
        return _page(request, asked, str(refused), status=422)
    if _is_theirs(request, listing) and listing.is_request and listing.state == State.DONE:
        return redirect("listing-thanks", listing.pk)
    return render(request, "listings/question_done.html", {"listing": listing, "words": _done_words(listing)})


@require_http_methods(["GET", "POST"])
@neighbour
def thanks(request: Request, listing_id: UUID) -> HttpResponse:
    """A request is solved: by whom, if its author wants to say."""
    listing = access.own_listing(request.resident, listing_id)
    if not listing.is_request or listing.state != State.DONE:
        raise Http404
    helpers = solving.helpers(request.resident, listing)
    if request.method == "GET":
        return render(request, "listings/thanks.html", {"listing": listing, "helpers": helpers})
    chosen = ids.read(request.POST.get("by", ""))
    helper = helpers.filter(pk=chosen).first() if chosen else None
    if helper is None:
        context = {"listing": listing, "helpers": helpers, "is_mistaken": True}
        return render(request, "listings/thanks.html", context, status=422)
    solving.thank(request.resident, listing, helper)
    messages.success(request, _("C’est dit à %(name)s. Merci !") % {"name": helper})
    return redirect(listing)


@require_GET
@having_role(Role.Kind.HOST)
def waiting(request: Request) -> HttpResponse:
    """The requests that nobody has answered, where one is a host."""
    found = widening.handed_to(request.resident).newest().with_cards()[:MOST_WAITING]
    shown = cards.of(found, request.resident, request.resident.cell)
    return render(request, "listings/waiting.html", {"cards": shown})


def _page(request: OpenRequest, asked: Question, mistake: str = "", status: int = 200) -> HttpResponse:
    listing = asked.listing
    context = {
        "listing": listing,
        "is_still": asked.kind == Question.Kind.STILL,
        "end": wording.day(timezone.localdate(listing.expires_at)),
        "has_ended": not listing.is_open,
        "mistake": mistake,
        "action": request.path,
    }
    return render(request, "listings/question.html", context, status=status)


def _is_theirs(request: OpenRequest, listing: Listing) -> bool:
    return request.resident is not None and request.resident.pk == listing.author_id and request.resident.is_settled


def _done_words(listing: Listing) -> str:
    if listing.is_open:
        day = wording.day(timezone.localdate(listing.expires_at))
        return _("C’est noté : « %(title)s » est en ligne jusqu’au %(day)s.") % {"title": listing.title, "day": day}
    if listing.state == State.DONE:
        return _("C’est noté : « %(title)s » est conclue. Merci de l’avoir dit.") % {"title": listing.title}
    return _("C’est noté : « %(title)s » est retirée.") % {"title": listing.title}
