"""What people see of bookings: `Booking.objects.seen_by(resident).live().soonest()`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Block, Resident

if TYPE_CHECKING:
    from maillage.bookings.models import Booking
    from maillage.listings.models import Listing

HELD = ["accepted", "out"]
WAITING = ["asked", "countered"]
LIVE = [*WAITING, *HELD]
SIDES = ("owner", "borrower")
RECENT = timedelta(days=90)
MOST_SHOWN = 100
FORGOTTEN_AFTER = timedelta(days=14)
KEPT = timedelta(days=731)
"""Two years after the end: what was done between two people, for the time in which they may disagree about it."""


class Bookings(models.QuerySet["Booking"]):
    def of(self, resident: Resident) -> Self:
        """In which they take part, on either side."""
        return self.filter(Q(owner=resident) | Q(borrower=resident))

    def seen_by(self, resident: Resident) -> Self:
        """Theirs, save with whom a block hides from them: only what is out stays, for it must come back."""
        hidden = residents.hidden_from(resident)
        if not hidden:
            return self.of(resident)
        return self.of(resident).exclude((Q(owner__in=hidden) | Q(borrower__in=hidden)) & ~Q(state="out"))

    def held(self) -> Self:
        """Those that keep an item for somebody."""
        return self.filter(state__in=HELD)

    def waiting(self) -> Self:
        """Those that somebody must answer."""
        return self.filter(state__in=WAITING)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def over(self) -> Self:
        return self.exclude(state__in=LIVE)

    def during(self, lower: datetime, upper: datetime) -> Self:
        return self.filter(period__overlap=DateTimeTZRange(lower, upper, "[)"))

    def to_come(self) -> Self:
        """Live, and not yet past."""
        return self.live().filter(period__endswith__gt=clock.now())

    def not_begun_yet(self) -> Self:
        """Whose first moment is still to come, or by the day, whose first day has not ended."""
        now = clock.now()
        return self.filter(
            Q(period__startswith__gt=now) | Q(unit="day", period__startswith__gt=now - timedelta(days=1))
        )

    def not_begun(self) -> Self:
        """Asked, proposed or agreed to, and nothing handed over yet."""
        return self.filter(state__in=[*WAITING, "accepted"])

    def unanswered(self) -> Self:
        """Waiting for an answer past its time."""
        return self.waiting().filter(answer_by__lte=clock.now())

    def forgotten(self) -> Self:
        """Agreed to, and long past without a word from anybody."""
        return self.filter(state="accepted", period__endswith__lte=clock.now() - FORGOTTEN_AFTER)

    def between_silenced(self) -> Self:
        """Of somebody suspended or gone, or between two whom a block parts."""
        silent = [Q(**{f"{side}__is_active": False}) | Q(**{f"{side}__suspended_at__isnull": False}) for side in SIDES]
        one_way = Q(blocker=OuterRef("owner"), blocked=OuterRef("borrower"))
        other_way = Q(blocker=OuterRef("borrower"), blocked=OuterRef("owner"))
        return self.filter(silent[0] | silent[1] | Exists(Block.objects.filter(one_way | other_way)))

    def long_over(self) -> Self:
        return self.filter(ended_at__lte=clock.now() - KEPT)

    def soonest(self) -> Self:
        return self.order_by("period__startswith", "id")

    def newest(self) -> Self:
        return self.order_by("-id")

    def with_people(self) -> Self:
        return self.select_related("owner", "borrower", "listing")


def mine(resident: Resident) -> Bookings:
    """All of a person's, those to come first."""
    from maillage.bookings.models import Booking

    over = Case(When(state__in=LIVE, then=Value(0)), default=Value(1))
    return Booking.objects.seen_by(resident).with_people().order_by(over, "period__startswith", "id")


def of_person(resident: Resident) -> list[Booking]:
    """Theirs under way, and those that ended within three months; the last asked first."""
    from maillage.bookings.models import Booking

    recent = Q(ended_at__isnull=True) | Q(ended_at__gt=clock.now() - RECENT)
    return list(Booking.objects.seen_by(resident).filter(recent).newest().with_people()[:MOST_SHOWN])


def cut_short(listing: Listing, since: datetime) -> list[Resident]:
    """Those whose booking of it was cancelled since."""
    from maillage.bookings.models import Booking

    found = Booking.objects.filter(listing=listing, state="cancelled", ended_at__gte=since).with_people()
    return [booking.borrower for booking in found]


def to_answer(resident: Resident) -> int:
    """How many bookings wait for this person's answer."""
    from maillage.bookings.models import Booking

    mine = Q(state="asked", owner=resident) | Q(state="countered", borrower=resident)
    return Booking.objects.seen_by(resident).filter(mine).count()


def of_listing_to_come(listing_id: UUID, owner: Resident, most: int) -> list[Booking]:
    """The next bookings of one of the owner's listings."""
    from maillage.bookings.models import Booking

    seen = Booking.objects.seen_by(owner).filter(listing=listing_id).to_come().soonest().with_people()
    return list(seen[:most])
