"""What an author says of when their listing may be had."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.bookings import availability, prices, terms
from maillage.bookings.availability_form import AvailabilityForm
from maillage.bookings.models import BOOKABLE
from maillage.listings import access as listings
from maillage.listings.models import Intent
from maillage.residents.access import neighbour
from maillage.residents.requests import Request, posted


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
def set_availability(request: Request, listing_id: UUID) -> HttpResponse:
    listing = listings.own_listing(request.resident, listing_id)
    if listing.intent != Intent.OFFER or listing.mode not in BOOKABLE:
        raise Http404
    form = AvailabilityForm(posted(request), listing=listing, rules=availability.rules_of(listing))
    if form.is_valid():
        terms.set_availability(request.resident, listing, form.terms())
        messages.success(request, _("Vos disponibilités sont enregistrées."))
        return redirect(listing)
    context = {
        "listing": listing,
        "form": form,
        "explained": prices.explained(listing) if prices.is_priced(listing) else "",
        "trail": [(listing.title, listing.get_absolute_url()), (_("Disponibilités"), "")],
    }
    return render(request, "bookings/availability.html", context, status=422 if form.errors else 200)
