"""Asking for a period: a month to choose from, two dates or a day and its hours, and what it costs."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.bookings import actions, availability, cards, months, periods, prices
from maillage.bookings.availability import Rules
from maillage.bookings.forms import PeriodForm, typed
from maillage.bookings.models import Unit
from maillage.bookings.refusals import Refused
from maillage.listings import access as listings
from maillage.listings.models import Listing
from maillage.platform import clock, idempotency
from maillage.residents.access import neighbour
from maillage.residents.requests import Request

MONTH = "mois"


@require_http_methods(["GET", "HEAD", "POST"])
@neighbour
@idempotency.once
def ask(request: Request, listing_id: UUID) -> HttpResponse:
    listing = listings.listing(request.resident, listing_id)
    if listing.author_id == request.resident.pk or not availability.is_bookable(listing):
        return _elsewhere(request, listing)
    rules = availability.rules_of(listing)
    if request.method != "POST":
        return _page(request, listing, PeriodForm(initial=request.GET.dict(), unit=rules.unit), rules)
    form = PeriodForm(request.POST, unit=rules.unit)
    if form.is_valid():
        said = form.cleaned_data
        try:
            booking = actions.ask(request.resident, listing, said["period"], words=said["words"])
        except Refused as refused:
            form.add_error(None, str(refused))
            return _page(request, listing, form, rules, nearest=refused.nearest)
        messages.success(request, _("Votre demande est partie. La réponse viendra dans vos messages."))
        return redirect(booking)
    return _page(request, listing, form, rules)


def _elsewhere(request: Request, listing: Listing) -> HttpResponse:
    """One's own is opened to others, not asked for; what is not booked is only read."""
    if listing.author_id == request.resident.pk:
        return redirect("booking-availability", listing.pk)
    messages.error(request, availability.why_not(listing))
    return redirect(listing)


def _page(
    request: Request, listing: Listing, form: PeriodForm, rules: Rules, *, nearest: tuple[DateTimeTZRange, ...] = ()
) -> HttpResponse:
    chosen = form.chosen()
    first = months.named(request.GET.get(MONTH, ""), form.first_day() or clock.today())
    month = months.of(listing, rules, first, url=_choosing(form, rules, first), chosen=chosen)
    context = {
        "listing": listing,
        "form": form,
        "month": month,
        "before_url": address(form.said(), month.before),
        "after_url": address(form.said(), month.after),
        "day_words": months.day_words(rules, month, form.first_day()),
        "chosen_words": periods.words(chosen, rules.unit) if chosen else "",
        "quote": prices.price_of(listing, chosen, rules.availability) if chosen else None,
        "rules_words": availability.words(rules),
        "nearest": [(periods.words(each, rules.unit), address(typed(each, rules.unit))) for each in nearest],
        "action_words": cards.action_words(listing),
        "trail": [(listing.title, listing.get_absolute_url()), (cards.action_words(listing), "")],
    }
    return render(request, "bookings/ask.html", context, status=422 if form.errors else 200)


def _choosing(form: PeriodForm, rules: Rules, first: date) -> months.Link:
    """Where a day of the month leads: the first one chosen begins, a later one ends, then it begins anew."""
    said = form.said()
    begun = form.first_day() if rules.unit == Unit.DAY and not said.get("au") else None

    def url(day: date) -> str:
        if rules.unit == Unit.HOUR:
            return address(said | {"jour": str(day), "au": ""}, f"{first:%Y-%m}")
        if begun is not None and day > begun:
            return address({"du": str(begun), "au": str(day)}, f"{first:%Y-%m}")
        return address({"du": str(day)}, f"{first:%Y-%m}")

    return url


def address(said: dict[str, str], month: str | None = None) -> str:
    """The same page with these dates in its fields, and this month (None: theirs; "": no page)."""
    if month == "":
        return ""
    known = {name: value for name, value in said.items() if value} | ({MONTH: month} if month else {})
    return f"?{urlencode(known)}#{'demander' if 'du' in known or 'jour' in known else 'calendrier'}"
