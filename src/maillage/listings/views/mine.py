"""One's own listings, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from maillage.listings import access, actions, cards, solving
from maillage.listings.models import Listing, State
from maillage.listings.states import Refused
from maillage.platform import wording
from maillage.residents.access import neighbour, signed_in
from maillage.residents.models import Resident
from maillage.residents.requests import Request

MOST_SHOWN = 200
Action = Callable[[Resident, Listing], Listing]
# The allow-list of what a button may ask, with what is said afterwards.
ACTIONS: dict[str, tuple[Action, object]] = {
    "publier": (actions.publish, gettext_lazy("Votre annonce est en ligne.")),
    "promettre": (actions.promise, gettext_lazy("Votre annonce est promise : elle quitte les listes.")),
    "conclure": (actions.mark_done, gettext_lazy("C’est fait ! Votre annonce quitte les listes.")),
    "prolonger": (actions.renew, gettext_lazy("Votre annonce est en ligne jusqu’au %(day)s.")),
    "retirer": (
        actions.withdraw,
        gettext_lazy("Votre annonce est retirée. Personne d’autre que vous ne la voit plus."),
    ),
}


@require_GET
@signed_in
def mine(request: Request) -> HttpResponse:
    listings = list(Listing.objects.filter(author=request.resident).newest().with_cards()[:MOST_SHOWN])
    groups = [
        {"label": state.label, "cards": cards.of([each for each in listings if each.state == state], request.resident)}
        for state in State
    ]
    return render(request, "listings/mine.html", {"groups": [group for group in groups if group["cards"]]})


@require_POST
@neighbour
def change(request: Request, listing_id: UUID, verb: str) -> HttpResponse:
    """Pass one's own listing to another state. Doing it twice changes nothing more: the table refuses, in words."""
    listing = access.own_listing(request.resident, listing_id)
    if verb not in ACTIONS:
        raise Http404
    action, said = ACTIONS[verb]
    try:
        changed = action(request.resident, listing)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if changed.is_request and changed.state == State.DONE and solving.helpers(request.resident, changed).exists():
            return redirect("listing-thanks", changed.pk)
        messages.success(request, str(said) % {"day": wording.day(timezone.localdate(changed.expires_at))})
    return redirect(listing)
