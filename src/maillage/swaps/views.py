"""Each view obtains through access, calls an action or a query, renders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.conversations.refusals import Refused as TalkRefused
from maillage.listings import access as listings_access
from maillage.listings.models import Listing
from maillage.listings.queries import viewpoint_of
from maillage.listings.states import Refused
from maillage.moderation import warnings
from maillage.notices import actions as notices
from maillage.platform import idempotency
from maillage.residents.access import neighbour
from maillage.residents.models import Resident
from maillage.residents.requests import Request
from maillage.swaps import access, actions, queries, sections, shown
from maillage.swaps.forms import ME, NOBODY, THEM, SwapForm
from maillage.swaps.models import Side, Swap

EXCHANGES = "/mes-echanges/"


@require_http_methods(["GET", "POST"])
@neighbour
@idempotency.once
def propose(request: Request, listing_id: UUID) -> HttpResponse:
    """Some of mine against some of the author's, this listing first."""
    listing = listings_access.listing(request.resident, listing_id)
    form = _form(request, listing.author, {"yours": [str(listing.pk)]})
    trail = [(_("Annonces"), reverse("listings")), (listing.title, listing.get_absolute_url())]
    if form.is_valid():
        try:
            return redirect(actions.propose(request.resident, listing.author, form.terms()))
        except (Refused, TalkRefused) as refused:
            form.add_error(None, str(refused))
    return _ask(request, form, listing.author, trail)


@require_http_methods(["GET", "POST"])
@neighbour
@idempotency.once
def counter(request: Request, swap_id: UUID) -> HttpResponse:
    """Answer a proposal with another."""
    swap = access.proposal_to(request.resident, swap_id)
    if not swap.is_proposed:
        messages.error(request, shown.sentence(swap, request.resident))
        return redirect(swap)
    form = _form(request, swap.proposer, _turned(swap))
    trail = [
        (_("Mes échanges"), EXCHANGES),
        (_("La proposition de %(who)s") % {"who": swap.proposer}, str(swap.get_absolute_url())),
    ]
    if form.is_valid():
        try:
            return redirect(actions.counter(request.resident, swap, form.terms()))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _ask(request, form, swap.proposer, trail, former=swap)


@require_GET
@neighbour
def swap(request: Request, swap_id: UUID) -> HttpResponse:
    found = access.swap(request.resident, swap_id)
    notices.see(request.resident, path=request.path)
    other = found.other_than(request.resident)
    versions = queries.versions(found)
    context = {
        "swap": found,
        "version": shown.version(found, request.resident),
        "is_mine": found.proposer_id == request.resident.pk,
        "warnings": warnings.for_reader(found.words) if found.proposer_id != request.resident.pk else [],
        "said_done": found.done_at_of(request.resident) is not None,
        "other": other,
        "sentence": shown.sentence(found, request.resident),
        "not_free": shown.not_free(found),
        "sections": sections.PAGE.of(found, request.resident),
        "former": [shown.version(each, request.resident) for each in versions if each.pk < found.pk],
        "latest": versions[-1] if versions[-1] != found else None,
        "trail": [(_("Mes échanges"), EXCHANGES)],
    }
    return render(request, "swaps/swap.html", context)


@require_POST
@neighbour
def accept(request: Request, swap_id: UUID) -> HttpResponse:
    said = _("C’est conclu : toutes les annonces du troc sont promises.")
    return _do(request, actions.accept, access.proposal_to(request.resident, swap_id), said)


@require_POST
@neighbour
def decline(request: Request, swap_id: UUID) -> HttpResponse:
    return _do(request, actions.decline, access.proposal_to(request.resident, swap_id), _("C’est dit, sans raison."))


@require_POST
@neighbour
def withdraw(request: Request, swap_id: UUID) -> HttpResponse:
    found = access.swap(request.resident, swap_id)
    return _do(request, actions.withdraw, found, _("Votre proposition est retirée."))


@require_POST
@neighbour
def break_off(request: Request, swap_id: UUID) -> HttpResponse:
    found = access.swap(request.resident, swap_id)
    return _do(request, actions.break_off, found, _("Le troc est rompu : chaque annonce est de nouveau en ligne."))


@require_POST
@neighbour
def finish(request: Request, swap_id: UUID) -> HttpResponse:
    return _do(request, actions.finish, access.swap(request.resident, swap_id), _("C’est noté."))


def _do(request: Request, action: Callable[[Resident, Swap], Swap], swap: Swap, said: str) -> HttpResponse:
    """Doing it twice changes nothing more: the table refuses, in words, on the same page."""
    try:
        action(request.resident, swap)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(swap)


def _form(request: Request, other: Resident, initial: Mapping[str, object]) -> SwapForm:
    viewpoint = viewpoint_of(request.resident)
    mine: Sequence[Listing] = list(queries.offers_of(request.resident, viewpoint))
    # What is one's own is not across: on one's own page, the form has nothing to choose there.
    yours: Sequence[Listing] = [] if other.pk == request.resident.pk else list(queries.offers_of(other, viewpoint))
    return SwapForm(
        request.POST if request.method == "POST" else None, initial=initial, other=other, mine=mine, yours=yours
    )


def _turned(swap: Swap) -> dict[str, object]:
    """A proposal as the one who answers would make it."""
    pays = NOBODY if not swap.balance_cents else THEM if swap.balance_cents > 0 else ME
    items = list(swap.items.all())
    return {
        "mine": [str(item.listing_id) for item in items if item.side == Side.OTHER],
        "yours": [str(item.listing_id) for item in items if item.side == Side.PROPOSER],
        "pays": pays,
        "amount": abs(swap.balance_cents) or None,
    }


def _ask(
    request: Request, form: SwapForm, other: Resident, trail: list[tuple[str, str]], former: Swap | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "other": other,
        "trail": trail,
        "former": former,
        "has_offers": bool(form.fields["mine"].choices),  # type: ignore[attr-defined]
        "has_theirs": bool(form.fields["yours"].choices),  # type: ignore[attr-defined]
    }
    return render(request, "swaps/propose.html", context, status=422 if form.errors else 200)
