"""What a completed exchange is, whichever domain it comes from: the one view that reviews and the ledger have of them.

A returned booking, a promise that was kept, a swap that was done. Each is recorded once: in the transaction of what
ends it, as its domain tells us; `collect` makes up for what ended before anybody listened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from maillage.bookings.models import Booking
from maillage.bookings.models import State as BookingState
from maillage.listings.models import Listing, Mode
from maillage.platform import clock
from maillage.promises.models import Claim
from maillage.promises.models import State as ClaimState
from maillage.residents.models import Resident
from maillage.reviews import windows
from maillage.reviews.models import Activity, Exchange, Kind
from maillage.swaps.models import Side, Swap
from maillage.swaps.models import State as SwapState

BATCH = 200
LONGEST_SIDE = 50
"""Of a swap’s title, so that both sides and what joins them fit in 120 characters."""
# Further back nobody may write any more, and the year’s sales were told long ago.
LOOKED_BACK = timedelta(days=60)

# What moves people or things, motor or none; and what stays where it is. The others are objects.
TRANSPORT = frozenset({"cars", "vans", "trailers", "bikes"})
PREMISES = frozenset({"rooms", "parking", "garden-plots"})


@dataclass(frozen=True, kw_only=True)
class Done:
    """A completed exchange, as its domain tells it. `giver` is whose thing or time it was."""

    kind: Kind
    subject_id: UUID
    title: str
    mode: Mode
    giver: Resident
    taker: Resident
    ended_at: datetime
    price_cents: int | None = None
    sold_by: Resident | None = None
    category: str = ""

    @property
    def activity(self) -> Activity | None:
        """What was paid for; None where nothing was."""
        if not self.price_cents:
            return None
        if self.mode in {Mode.SALE, Mode.SWAP}:
            return Activity.SALE
        if self.mode == Mode.SERVICE:
            return Activity.SERVICE
        if self.category in TRANSPORT:
            return Activity.TRANSPORT
        return Activity.PREMISES if self.category in PREMISES else Activity.THINGS


@dataclass(frozen=True)
class Source:
    """A domain in which exchanges end."""

    find: Callable[[UUID], Done | None]
    """The exchange of this id, if it is completed."""
    unrecorded: Callable[[datetime], Iterable[Done]]
    """Those that ended since then and are not recorded, a batch at most."""


def record(done: Done) -> Exchange:
    """Record a completed exchange, or answer the one recorded already."""
    activity = done.activity
    values = {
        "title": done.title[:120],
        "mode": done.mode,
        "giver": done.giver,
        "taker": done.taker,
        "ended_at": done.ended_at,
        "closes_at": windows.closes_at(done.ended_at),
        "activity": activity or "",
        "price_cents": done.price_cents if activity else None,
        "sold_by": (done.sold_by or done.giver) if activity else None,
    }
    key = {"kind": done.kind, "subject_id": done.subject_id}
    try:
        with transaction.atomic():
            return Exchange.objects.get_or_create(**key, defaults=values)[0]
    except IntegrityError:
        return Exchange.objects.get(**key)


def completed(kind: str, subject_id: UUID) -> Exchange | None:
    """The exchange of this kind and id, recorded now if nobody had; None for what is not completed.

    Written even where somebody only reads: what is recorded is true whoever asks.
    """
    known = Exchange.objects.with_people().filter(kind=kind, subject_id=subject_id).first()
    if known is not None or kind not in SOURCES:
        return known
    done = SOURCES[Kind(kind)].find(subject_id)
    return record(done) if done else None


def collect() -> int:
    """Record what ended and is not recorded. Answers how many; idempotent."""
    since = clock.now() - LOOKED_BACK
    count = 0
    for source in SOURCES.values():
        for done in source.unrecorded(since):
            record(done)
            count += 1
    return count


# Bookings


def follow_booking(booking: Booking, before: BookingState) -> None:
    """A booking passed to another state, in the transaction in which it did."""
    if booking.state == BookingState.RETURNED:
        record(_of_booking(booking))


def _of_booking(booking: Booking) -> Done:
    assert booking.ended_at is not None, "only what ended is completed"
    return Done(
        kind=Kind.BOOKING,
        subject_id=booking.pk,
        title=booking.title,
        mode=Mode(booking.mode),
        giver=booking.owner,
        taker=booking.borrower,
        ended_at=booking.ended_at,
        price_cents=booking.price_cents,
        category=_category(booking.listing),
    )


def _returned_booking(booking_id: UUID) -> Done | None:
    rows = Booking.objects.filter(state=BookingState.RETURNED).with_people()
    booking = rows.filter(pk=booking_id).first()
    return _of_booking(booking) if booking else None


def _unrecorded_bookings(since: datetime) -> Iterable[Done]:
    rows = Booking.objects.filter(state=BookingState.RETURNED, ended_at__gte=since).with_people()
    return map(_of_booking, rows.exclude(_recorded(Kind.BOOKING)).order_by("ended_at")[:BATCH])


# Gifts and sales


def follow_claim(claim: Claim, before: ClaimState) -> None:
    """A claim passed to another state, in the transaction in which it did."""
    if claim.state == ClaimState.KEPT:
        record(_of_claim(claim))


def _of_claim(claim: Claim) -> Done:
    assert claim.closed_at is not None, "only what is closed is completed"
    return Done(
        kind=Kind.PROMISE,
        subject_id=claim.pk,
        title=claim.listing.title,
        mode=Mode(claim.listing.mode),
        giver=claim.listing.author,
        taker=claim.claimant,
        ended_at=claim.closed_at,
        price_cents=claim.price_cents,
        category=claim.listing.category,
    )


def _kept_claim(claim_id: UUID) -> Done | None:
    claim = Claim.objects.filter(state=ClaimState.KEPT, pk=claim_id).with_people().first()
    return _of_claim(claim) if claim else None


def _unrecorded_claims(since: datetime) -> Iterable[Done]:
    rows = Claim.objects.filter(state=ClaimState.KEPT, closed_at__gte=since).with_people()
    return map(_of_claim, rows.exclude(_recorded(Kind.PROMISE)).order_by("closed_at")[:BATCH])


# Swaps


def follow_swap(swap: Swap, before: SwapState) -> None:
    """A swap passed to another state, in the transaction in which it did."""
    if swap.state == SwapState.DONE:
        record(_of_swap(swap))


def _of_swap(swap: Swap) -> Done:
    """The proposer gives. A balance is paid to whoever gives the more: it is theirs."""
    assert swap.closed_at is not None, "only what is closed is completed"
    return Done(
        kind=Kind.SWAP,
        subject_id=swap.pk,
        title=_(" contre ").join(_titles(swap, side) for side in (Side.PROPOSER, Side.OTHER)),
        mode=Mode.SWAP,
        giver=swap.proposer,
        taker=swap.other,
        ended_at=swap.closed_at,
        price_cents=abs(swap.balance_cents) or None,
        sold_by=swap.other if swap.balance_cents > 0 else swap.proposer,
    )


def _titles(swap: Swap, side: Side) -> str:
    """The first of that side, and how many more; shortened so that both fit in a title."""
    titles = [item.listing.title for item in swap.items.all() if item.side == side]
    if not titles:
        return "…"
    more = f" + {len(titles) - 1}" if len(titles) > 1 else ""
    return Truncator(titles[0]).chars(LONGEST_SIDE) + more


def _done_swap(swap_id: UUID) -> Done | None:
    swap = Swap.objects.filter(state=SwapState.DONE, pk=swap_id).with_all().first()
    return _of_swap(swap) if swap else None


def _unrecorded_swaps(since: datetime) -> Iterable[Done]:
    rows = Swap.objects.filter(state=SwapState.DONE, closed_at__gte=since).with_all()
    return map(_of_swap, rows.exclude(_recorded(Kind.SWAP)).order_by("closed_at")[:BATCH])


def _category(listing: Listing | None) -> str:
    return listing.category if listing else ""


def _recorded(kind: Kind) -> Exists:
    return Exists(Exchange.objects.filter(kind=kind, subject_id=OuterRef("pk")))


SOURCES: dict[Kind, Source] = {
    Kind.BOOKING: Source(_returned_booking, _unrecorded_bookings),
    Kind.PROMISE: Source(_kept_claim, _unrecorded_claims),
    Kind.SWAP: Source(_done_swap, _unrecorded_swaps),
}
