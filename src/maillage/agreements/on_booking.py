"""What the page of a booking shows of its agreement: the one tap that makes it, or where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from maillage.agreements import actions, terms
from maillage.agreements.models import Agreement, State
from maillage.bookings.models import Booking
from maillage.platform.sections import Section
from maillage.residents.models import Resident


def facts(booking: Booking, viewer: Resident) -> Mapping[str, object]:
    """Nothing (an empty `kind`) where there is neither an agreement nor one to make. One query."""
    if booking.mode not in actions.AGREED_ON:
        return {}
    found = Agreement.objects.filter(booking=booking).first()
    if found is None and not actions.may_be_made(booking):
        return {}
    return {
        "kind": terms.kind_words(found or Agreement(mode=booking.mode)),
        "agreement": found,
        "state": State(found.state).label if found else "",
        "booking_id": booking.pk,
    }


SECTION = Section("agreements/on_booking.html", facts)
