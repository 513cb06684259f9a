"""Who may obtain a booking: its two people, and nobody else, whatever their role."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from maillage.bookings.calendars import fingerprint
from maillage.bookings.models import Booking, CalendarFeed
from maillage.residents.models import Resident


def booking(resident: Resident, booking_id: UUID) -> Booking:
    """A booking of `resident`, on either side. Raises Http404, also when a block hides the other from them.

    What is out is seen whatever happened between the two: it must come back.
    """
    rows = Booking.objects.seen_by(resident).select_related("owner", "borrower", "listing", "conversation")
    found = rows.filter(id=booking_id).first()
    if found is None:
        raise Http404
    return found


def calendar_of(token: str) -> Resident:
    """The person whose private calendar this address is. Raises Http404, also for who is suspended or gone."""
    feed = CalendarFeed.objects.select_related("resident").filter(fingerprint=fingerprint(token)).first()
    if feed is None or feed.resident.is_suspended:
        raise Http404
    return feed.resident
