"""What people see of swaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from maillage.listings.models import Intent, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.queries import Listings, Viewpoint
from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Block, Resident

if TYPE_CHECKING:
    from maillage.swaps.models import Swap

MOST_SHOWN = 100
MOST_OFFERED = 40


class Swaps(models.QuerySet["Swap"]):
    def live(self) -> Self:
        """Proposed or accepted."""
        return self.filter(closed_at=None)

    def concerning(self, resident: Resident) -> Self:
        """Between them and somebody whom no block hides."""
        hidden = residents.hidden_from(resident)
        return self.filter(Q(proposer=resident) & ~Q(other__in=hidden) | Q(other=resident) & ~Q(proposer__in=hidden))

    def over(self, listing: Listing) -> Self:
        """In which this listing is."""
        return self.filter(items__listing=listing)

    def severed(self) -> Self:
        """Live, though one of the two is suspended or gone, a block parts them, or what was promised was taken away."""
        from maillage.swaps.models import SwapItem

        absent = Resident.objects.filter(Q(is_active=False) | Q(suspended_at__isnull=False)).values("pk")
        blocks = Block.objects.filter(
            Q(blocker=OuterRef("proposer"), blocked=OuterRef("other"))
            | Q(blocker=OuterRef("other"), blocked=OuterRef("proposer"))
        )
        taken = SwapItem.objects.filter(
            swap=OuterRef("pk"), listing__state__in=[ListingState.HIDDEN, ListingState.WITHDRAWN]
        )
        return self.live().filter(Q(proposer__in=absent) | Q(other__in=absent) | Exists(blocks) | Exists(taken))

    def with_all(self) -> Self:
        """With the two people and the listings, as a card shows them: two queries more than its own."""
        from maillage.swaps.models import SwapItem

        items = SwapItem.objects.select_related("listing").order_by("pk")
        return self.select_related("proposer", "other", "conversation").prefetch_related(Prefetch("items", items))


def of_person(resident: Resident) -> list[Swap]:
    """The swaps of a person that wait or run, or that closed lately, the newest first. Two queries."""
    from maillage.swaps.models import State, Swap

    lately = clock.now() - timedelta(days=90)
    shown = Swap.objects.concerning(resident).filter(Q(closed_at=None) | Q(closed_at__gte=lately))
    return list(shown.exclude(state=State.COUNTERED).with_all().order_by("-id")[:MOST_SHOWN])


def versions(swap: Swap) -> list[Swap]:
    """The proposals of its thread, the first first. Two queries."""
    from maillage.swaps.models import Swap

    return list(Swap.objects.filter(thread=swap.thread).with_all().order_by("id"))


def offers_of(author: Resident, viewpoint: Viewpoint) -> Listings:
    """What a person has to swap, as the viewer may see it: any offer that is online, the newest first."""
    mine = Listing.objects.filter(author=author, intent=Intent.OFFER).open().seen_by(viewpoint)
    return mine.newest()[:MOST_OFFERED]


def cut_short(listing: Listing, since: datetime) -> list[Resident]:
    """Those across whose proposal or swap over it ended since."""
    from maillage.swaps.models import Swap

    ended = Swap.objects.over(listing).filter(state__in=["withdrawn", "broken"], closed_at__gte=since)
    return [swap.other_than(listing.author) for swap in ended.select_related("proposer", "other")]


def proposals_on(owner: Resident, listing: Listing) -> int:
    """How many proposals wait for the owner's answer over a listing of theirs. One query."""
    from maillage.swaps.models import State, Swap

    return Swap.objects.concerning(owner).over(listing).filter(state=State.PROPOSED, other=owner).count()
