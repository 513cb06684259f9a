"""What becomes of proposals when a listing in them passes to another state."""

from __future__ import annotations

from maillage.listings.models import Hold, Listing
from maillage.listings.models import State as ListingState
from maillage.listings.states import Actor as ListingActor
from maillage.notices import actions as notices
from maillage.notices.kinds import Kind
from maillage.platform.queue import enqueue
from maillage.swaps import kinds
from maillage.swaps.jobs import release_now
from maillage.swaps.models import State, Swap
from maillage.swaps.passage import pass_to
from maillage.swaps.states import Actor

OVER = frozenset({ListingState.WITHDRAWN, ListingState.DONE, ListingState.EXPIRED, ListingState.HIDDEN})


def follow(listing: Listing, before: ListingState, actor: ListingActor) -> None:
    """Tell those who wait over it that it is promised elsewhere, or that their proposal is no more.

    Telling locks nothing: two exchanges that promise different listings at once may have proposals in common.
    The other listings of an accepted swap are freed by a job: here only this one is locked.
    """
    if listing.state == ListingState.PROMISED:
        _tell_of_a_promise(listing)
    if listing.state in OVER:
        _end_proposals(listing)
        if Swap.objects.over(listing).filter(state=State.ACCEPTED).exists():
            enqueue(release_now)


def _tell_of_a_promise(listing: Listing) -> None:
    holder = Hold.objects.filter(listing=listing).values_list("by_id", flat=True).first()
    for swap in Swap.objects.over(listing).filter(state=State.PROPOSED).select_related("proposer", "other"):
        if swap.pk != holder:
            _tell(swap, listing, kinds.TAKEN)


def _end_proposals(listing: Listing) -> None:
    rows = Swap.objects.select_for_update(of=("self",)).select_related("proposer", "other")
    for swap in rows.over(listing).filter(state=State.PROPOSED).order_by("id"):
        pass_to(swap, State.WITHDRAWN, Actor.SITE)
        _tell(swap, listing, kinds.LAPSED)


def _tell(swap: Swap, listing: Listing, kind: Kind) -> None:
    for reader in (swap.proposer, swap.other):
        if kind is kinds.TAKEN or reader.pk != listing.author_id:
            notices.tell(reader, kind, path=swap.get_absolute_url(), facts={"got": [listing.title]})
