"""What happens to bookings without anybody doing it: time passes, people part. All of it may run twice."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from maillage.bookings import tellings
from maillage.bookings.models import Booking, CalendarFeed, State
from maillage.bookings.passage import pass_to
from maillage.bookings.states import Actor
from maillage.listings.models import Listing
from maillage.listings.models import State as Online
from maillage.notices import actions as notices
from maillage.notices.kinds import Kind
from maillage.residents.models import Resident

BATCH = 200
MINE = "/reservations/"


def lapse_due() -> int:
    """Close what nobody answered in time, and what nobody told the end of. Answers how many."""
    unanswered = each_of(Booking.objects.unanswered, lambda booking: _lapse(booking, tellings.LAPSED))
    return unanswered + each_of(Booking.objects.forgotten, lambda booking: _lapse(booking, tellings.PAST))


def _lapse(booking: Booking, kind: Kind) -> None:
    pass_to(booking, State.LAPSED, Actor.CLOCK)
    tell_both(booking, kind, path=booking.get_absolute_url())


@transaction.atomic
def break_off(resident: Resident, other: Resident | None = None) -> int:
    """Cancel what is not begun between two people whom a block parts, or of somebody silenced or gone.

    What is out stays: it must come back. Those concerned are told that it is cancelled, and nothing of why.
    """
    bookings = Booking.objects.not_begun().of(resident)
    if other is not None:
        bookings = bookings.of(other)
    locked = list(bookings.select_for_update(of=("self",), no_key=True).with_people().order_by("id"))
    for booking in locked:
        _break(booking)
    return len(locked)


def follow(listing: Listing, before: Online, actor: object) -> None:
    """Cancel what is not begun of a listing, locked, that moderation hides: nobody comes for what is no longer there.

    What is out stays: it must come back.
    """
    if listing.state != Online.HIDDEN:
        return
    bookings = Booking.objects.not_begun().filter(listing=listing)
    for booking in bookings.select_for_update(of=("self",), no_key=True).with_people().order_by("id"):
        _break(booking)


@transaction.atomic
def part(resident: Resident) -> None:
    """Cancel what somebody who leaves had not begun, and forget their calendar's address."""
    break_off(resident)
    CalendarFeed.objects.filter(resident=resident).delete()


def break_off_silenced() -> int:
    """Cancel what is not begun of people suspended or gone, whatever silenced them. Answers how many."""
    return each_of(Booking.objects.not_begun().between_silenced, _break)


def _break(booking: Booking) -> None:
    pass_to(booking, State.CANCELLED, Actor.SITE)
    tell_both(booking, tellings.BROKEN, path=MINE)


def forget_old() -> int:
    """Erase what ended long ago. Answers how many."""
    return Booking.objects.long_over().delete()[0]


def tell_both(booking: Booking, kind: Kind, *, path: str, **facts: str) -> None:
    for person in (booking.owner, booking.borrower):
        notices.tell(person, kind, path=path, facts={**tellings.facts_of(booking), **facts})


def each_of(due: Callable[[], QuerySet[Booking]], deed: Callable[[Booking], object]) -> int:
    """Do something once to each booking that is due, by batches that another run does not wait for."""
    count = 0
    while True:
        with transaction.atomic():
            rows = due().select_for_update(of=("self",), no_key=True, skip_locked=True)
            batch = list(rows.select_related("owner", "borrower", "listing").order_by("id")[:BATCH])
            for booking in batch:
                deed(booking)
        count += len(batch)
        if len(batch) < BATCH:
            return count
