"""Bookings for tests: `a_booking()` is a day’s loan asked by one neighbour of another, as the database holds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from maillage.bookings import periods
from maillage.bookings.models import LIVE, Availability, Booking, Side, State, Unit
from maillage.conversations import actions as conversations
from maillage.conversations.actions import About
from maillage.listings.models import Listing, Mode, PriceUnit
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident


def a_rental(author: Resident | None = None, *, cents: int = 1500, unit: PriceUnit = PriceUnit.DAY) -> Listing:
    """A rental with one price."""
    return a_listing(author, mode=Mode.RENTAL, price_cents=cents, price_unit=unit)


def a_service(author: Resident | None = None, *, cents: int | None = 2000) -> Listing:
    """Help by the hour, paid or not."""
    unit = PriceUnit.HOUR if cents else ""
    return a_listing(author, mode=Mode.SERVICE, title="Tailler une haie", price_cents=cents, price_unit=unit)


def an_availability(listing: Listing, **said: Any) -> Availability:
    """By the day, asked as late as one likes, kept up to two weeks, unless told."""
    values = {"unit": Unit.DAY, "quantity": 1, "lead_hours": 0, "longest_hours": 14 * 24}
    return Availability.objects.create(listing=listing, **(values | said))


def days(starts_in: int, number: int = 1) -> Any:
    """The period of so many whole days, that begins in so many days."""
    first = clock.today() + timedelta(days=starts_in)
    return periods.of_days(first, first + timedelta(days=number - 1))


def a_booking(
    listing: Listing | None = None, borrower: Resident | None = None, *, talks: bool = True, **fields: Any
) -> Booking:
    """A booking of two neighbours who talk, in three days for one day, unless told; `talks` opens the conversation."""
    listing = listing or a_listing()
    borrower = borrower or a_resident("Yann")
    state = State(fields.get("state", State.ASKED))
    values: dict[str, Any] = {
        "listing": listing,
        "title": listing.title,
        "mode": listing.mode,
        "owner": listing.author,
        "borrower": borrower,
        "conversation": a_talk(borrower, listing) if talks else None,
        "unit": Unit.DAY,
        "period": days(3),
        "state": state,
        "asked_at": clock.now(),
        "answer_by": clock.now() + timedelta(days=3),
        "ended_at": None if state in LIVE else clock.now(),
        "missed_by": Side.BORROWER if state == State.MISSED else "",
    }
    return Booking.objects.create(**(values | fields))


def a_talk(borrower: Resident, listing: Listing) -> Any:
    about = About("listing", listing.pk, "Prêt", listing.title, listing.get_absolute_url())
    return conversations.meet(borrower, [listing.author], about)
