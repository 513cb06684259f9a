"""What an author says of when a listing may be had, and for how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.bookings import prices
from maillage.bookings.models import BOOKABLE, Availability, DaysOff, OpenHours, Unit
from maillage.bookings.refusals import NotBookable
from maillage.listings import access
from maillage.listings.models import Intent, Listing, PriceUnit
from maillage.residents.models import Resident

Opening = tuple[int, time, time]
"""A weekday from 0, Monday; when it opens; when it closes, midnight being the end of the day."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Rates that are not named stay computed from the listing's price."""

    unit: Unit
    quantity: int = 1
    lead_hours: int = 0
    longest_hours: int
    openings: Sequence[Opening] = ()
    days_off: Sequence[tuple[date, date]] = ()
    rates: Mapping[PriceUnit, int] = field(default_factory=dict)


@transaction.atomic
def set_availability(owner: Resident, listing: Listing, terms: Terms) -> Availability:
    """Say it all anew; what was agreed before stands. Raises NotBookable, listings' NotYours."""
    access.must_own(owner, listing)
    if listing.intent != Intent.OFFER or listing.mode not in BOOKABLE:
        raise NotBookable(_("Cette annonce ne se réserve pas."))
    Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    rates = terms.rates if prices.is_priced(listing) else {}
    said, _created = Availability.objects.update_or_create(
        listing=listing,
        defaults={
            "unit": terms.unit,
            "quantity": terms.quantity,
            "lead_hours": terms.lead_hours,
            "longest_hours": terms.longest_hours,
            **{f"{unit.value}_cents": rates.get(unit) for unit in PriceUnit},
        },
    )
    listing.open_hours.all().delete()
    OpenHours.objects.bulk_create(
        OpenHours(listing=listing, weekday=weekday, opens=opens, closes=closes)
        for weekday, opens, closes in sorted(set(terms.openings))
    )
    listing.days_off.all().delete()
    DaysOff.objects.bulk_create(
        DaysOff(listing=listing, first_day=first, last_day=last) for first, last in sorted(set(terms.days_off))
    )
    return said
