"""Offer: choose how, then a form with only what that needs. The same form edits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from maillage.listings import access, actions
from maillage.listings.forms import AskForm, OfferForm, asking, offering
from maillage.listings.forms.browsing import MODES
from maillage.listings.models import Listing, Mode, State
from maillage.listings.states import Refused
from maillage.organisations.models import Organisation
from maillage.platform import idempotency
from maillage.residents import sign_in
from maillage.residents.access import neighbour
from maillage.residents.requests import Request
from maillage.territory import horizons
from maillage.territory.horizons import Horizon

WORDS = {mode: word for word, mode in MODES.items()}
CONSEQUENCES = {
    Mode.LOAN: ("hand-helping", gettext_lazy("Vous le prêtez gratuitement, on vous le rend.")),
    Mode.GIFT: ("gift", gettext_lazy("Vous le donnez : il change de maison pour de bon.")),
    Mode.SERVICE: ("heart-handshake", gettext_lazy("Vous rendez service, gratuitement ou pour un prix à l’heure.")),
    Mode.SWAP: ("repeat", gettext_lazy("Vous l’échangez contre autre chose.")),
    Mode.RENTAL: ("calendar-days", gettext_lazy("Vous le louez, à l’heure, à la journée ou à la semaine.")),
    Mode.SALE: ("tag", gettext_lazy("Vous le vendez. Le paiement se fait entre vous, jamais par Maillage.")),
}


@require_GET
@neighbour
def choose(request: Request) -> HttpResponse:
    """How it is offered: the first choice, each with its consequence."""
    ways = [
        {"label": mode.label, "icon": icon, "words": words, "url": reverse("listing-offer-mode", args=[WORDS[mode]])}
        for mode, (icon, words) in CONSEQUENCES.items()
    ]
    return render(request, "listings/offer_mode.html", {"ways": ways})


@require_http_methods(["GET", "POST"])
@neighbour
@idempotency.once
def offer(request: Request, mode: str) -> HttpResponse:
    chosen = MODES.get(mode)
    if chosen is None:
        raise Http404
    form = _offer_form(request, chosen)
    trail = [(_("Proposer"), reverse("listing-offer")), (chosen.label, "")]
    context = {"form": form, "mode": chosen, "consequence": CONSEQUENCES[chosen][1], "is_new": True, "trail": trail}
    if request.method == "GET":
        return render(request, "listings/offer.html", context)
    if request.POST.get("step") == "place":
        form.search_place()
        return render(request, "listings/offer.html", context, status=422 if form.errors else 200)
    state = State.DRAFT if request.POST.get("step") == "draft" else State.OPEN
    if form.is_valid():
        try:
            listing = actions.offer(request.resident, form.content(), state=state)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _published(listing))
            return redirect(listing)
    return render(request, "listings/offer.html", context, status=422)


@require_http_methods(["GET", "POST"])
@neighbour
def edit(request: Request, listing_id: UUID) -> HttpResponse:
    listing = access.own_listing(request.resident, listing_id)
    form = _edit_form(request, listing)
    trail = [(listing.title, listing.get_absolute_url()), (_("Modifier"), "")]
    context = {"form": form, "mode": Mode(listing.mode), "listing": listing, "is_new": False, "trail": trail}
    if request.method == "GET":
        return render(request, "listings/offer.html", context)
    if request.POST.get("step") == "place":
        form.search_place()
        return render(request, "listings/offer.html", context, status=422 if form.errors else 200)
    if form.is_valid():
        try:
            actions.edit(request.resident, listing, form.content())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Vos changements sont enregistrés."))
            return redirect(listing)
    return render(request, "listings/offer.html", context, status=422)


def _offer_form(request: Request, mode: Mode) -> OfferForm:
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    return OfferForm(
        *posted, mode=mode, author=request.resident, horizon=_horizon(request), structures=_structures(request)
    )


def _edit_form(request: Request, listing: Listing) -> OfferForm | AskForm:
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    common = {"author": request.resident, "horizon": _horizon(request)}
    if listing.is_request:
        return AskForm(*posted, initial=asking.initial_of(listing), **common)
    return OfferForm(
        *posted,
        initial=offering.initial_of(listing),
        mode=Mode(listing.mode),
        structures=_structures(request),
        listing=listing,
        **common,
    )


def _structures(request: Request) -> list[Organisation]:
    """Those that the person may speak for now: a second factor was used."""
    if not sign_in.uses_second_factor(request, request.resident):
        return []
    return list(Organisation.objects.present().filter(memberships__resident=request.resident).in_order())


def _horizon(request: Request) -> Horizon:
    assert request.resident.cell is not None  # neighbours have one
    return horizons.of(request.resident.cell)


def _published(listing: Listing) -> str:
    if listing.state == State.DRAFT:
        return _("Votre brouillon est gardé : personne d’autre ne le voit.")
    return _("Votre annonce est en ligne.")
