"""A listing meets what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from maillage.listings.models import Listing
from maillage.matching import actions, approaching, index
from maillage.matching.kinds import ANSWERS, FOUND
from maillage.matching.models import Want
from maillage.notices import actions as notices

BATCH = 100


def meet(listing_id: UUID) -> int:
    """Tell those who wait for a listing that it is there; to how many. Nothing once it is gone.

    Each person is told once of a listing, whichever of their wants it meets and whatever runs twice; a run that is cut
    short is taken up where it stopped.
    """
    listing = Listing.objects.select_related("author").filter(pk=listing_id).first()
    if listing is None or not listing.is_open:
        return 0
    if listing.is_request:
        actions.await_answers(listing)
        approaching.offer(listing_id)
    found = [match.want_id for match in index.matches(listing_id)]
    return sum(_tell(listing, found[start : start + BATCH]) for start in range(0, len(found), BATCH))


@transaction.atomic
def _tell(listing: Listing, want_ids: Sequence[UUID]) -> int:
    told = 0
    for want in Want.objects.select_related("resident").filter(pk__in=want_ids).order_by("pk"):
        notice = notices.tell(
            want.resident,
            FOUND if want.request_id is None else ANSWERS,
            by=listing.author,
            path=listing.get_absolute_url(),
            facts={"name": want.name, "title": listing.title, "is_request": listing.is_request},
            once=str(listing.pk),
        )
        told += notice is not None
    return told
