"""The one way in which a booking passes from a state to another."""

from __future__ import annotations

from maillage.bookings import sections
from maillage.bookings.models import LIVE, Booking, State
from maillage.bookings.states import Actor, must_allow
from maillage.platform import clock


def pass_to(booking: Booking, after: State, actor: Actor) -> None:
    """Pass a locked booking to another state, and tell those who follow. Raises NoSuchTransition."""
    before = State(booking.state)
    must_allow(before, actor, after)
    booking.state = after
    booking.ended_at = None if after in LIVE else clock.now()
    booking.save()
    sections.PASSAGES.tell(booking, before)
