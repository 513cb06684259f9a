"""Each view obtains through access, calls an action or a query, renders."""

from __future__ import annotations

from collections.abc import Callable
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
from maillage.listings.states import Refused
from maillage.moderation import warnings
from maillage.notices import actions as notices
from maillage.platform import idempotency
from maillage.promises import access, actions, kinds, queries, sections, shown, tellings
from maillage.promises.forms import ClaimForm, PromiseForm
from maillage.promises.models import Claim
from maillage.residents.access import neighbour
from maillage.residents.models import Resident
from maillage.residents.requests import Request


@require_http_methods(["GET", "POST"])
@neighbour
@idempotency.once
def make(request: Request, listing_id: UUID) -> HttpResponse:
    """Take a place in the line of a listing. By GET, the same form as on its page."""
    listing = listings_access.listing(request.resident, listing_id)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            claim = actions.claim(request.resident, listing, words=form.cleaned_data["words"].strip())
        except (Refused, TalkRefused) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(claim)
    context = {"listing": listing, "form": form, "action": kinds.claim_words(listing.mode), "trail": _trail(listing)}
    return render(request, "promises/make.html", context, status=422 if form.errors else 200)


@require_GET
@neighbour
def claims(request: Request, listing_id: UUID) -> HttpResponse:
    """The line of one's own listing: the names, in order."""
    notices.see(request.resident, path=request.path)
    return _line(request, listings_access.own_listing(request.resident, listing_id))


@require_GET
@neighbour
def claim(request: Request, claim_id: UUID) -> HttpResponse:
    found = access.claim(request.resident, claim_id)
    notices.see(request.resident, path=request.path)
    other = found.other_than(request.resident)
    context = {
        "claim": found,
        "is_owner": request.resident.pk == found.listing.author_id,
        "warnings": warnings.for_reader(found.words) if found.claimant_id != request.resident.pk else [],
        "other": other,
        "other_photo_url": reverse("resident-photo", args=[other.pk, "petite"]) if other.photo_id else "",
        "sentence": shown.sentence(found, request.resident),
        "facts": shown.facts_of(found),
        "sections": sections.PAGE.of(found, request.resident),
        "trail": [(_("Mes échanges"), tellings.EXCHANGES)],
    }
    return render(request, "promises/claim.html", context)


@require_POST
@neighbour
def promise(request: Request, claim_id: UUID) -> HttpResponse:
    found = access.claim_on_mine(request.resident, claim_id)
    form = PromiseForm(request.POST, is_sale=shown.is_sale(found.listing))
    if not form.is_valid():
        return _line(request, found.listing, form, found, status=422)
    try:
        promised = actions.promise(request.resident, found, price_cents=form.cleaned_data.get("price"))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("claims", found.listing_id)
    messages.success(request, _("C’est promis. La personne est prévenue."))
    return redirect(promised)


@require_POST
@neighbour
def release(request: Request, claim_id: UUID) -> HttpResponse:
    found = access.claim(request.resident, claim_id)
    is_owner = found.listing.author_id == request.resident.pk
    said = _("La promesse est libérée : l’annonce est de nouveau en ligne.")
    where = reverse("claims", args=[found.listing_id]) if is_owner else found.get_absolute_url()
    return _do(request, actions.release, found, said, where)


@require_POST
@neighbour
def keep(request: Request, claim_id: UUID) -> HttpResponse:
    found = access.claim(request.resident, claim_id)
    return _do(request, actions.keep, found, _("C’est noté."), found.get_absolute_url())


@require_POST
@neighbour
def decline(request: Request, claim_id: UUID) -> HttpResponse:
    found = access.claim_on_mine(request.resident, claim_id)
    said = _("C’est dit, sans raison à donner.")
    return _do(request, actions.decline, found, said, reverse("claims", args=[found.listing_id]))


@require_POST
@neighbour
def withdraw(request: Request, claim_id: UUID) -> HttpResponse:
    found = access.claim(request.resident, claim_id)
    return _do(request, actions.withdraw, found, _("Vous avez quitté la file."), found.get_absolute_url())


def _do(
    request: Request, action: Callable[[Resident, Claim], Claim], claim: Claim, said: str, where: str
) -> HttpResponse:
    """Doing it twice changes nothing more: the table refuses, in words, on the same page."""
    try:
        action(request.resident, claim)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(where)


def _line(
    request: Request,
    listing: Listing,
    wrong: PromiseForm | None = None,
    wrong_claim: Claim | None = None,
    status: int = 200,
) -> HttpResponse:
    line = queries.line(request.resident, listing)
    is_sale = shown.is_sale(listing)
    rows = [
        {
            "claim": each,
            "form": wrong
            if wrong is not None and each == wrong_claim
            else PromiseForm(is_sale=is_sale, initial={"price": each.price_cents}, auto_id=f"id_{each.pk}_%s"),
        }
        for each in line.waiting
    ]
    context = {
        "listing": listing,
        "line": line,
        "rows": rows,
        "is_sale": is_sale,
        "is_taken_elsewhere": line.promised is None and not listing.is_open,
        "trail": _trail(listing),
    }
    return render(request, "promises/line.html", context, status=status)


def _trail(listing: Listing) -> list[tuple[str, str]]:
    return [(_("Annonces"), reverse("listings")), (listing.title, listing.get_absolute_url())]
