"""What time, and openings, do to wants. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from maillage.listings.models import Listing
from maillage.matching import actions, approaching, meeting
from maillage.platform.queue import enqueue

PATIENCE = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(retry=PATIENCE)
def meet(*, listing_id: str) -> None:
    """Tell those who wait for a listing that it is there."""
    meeting.meet(UUID(listing_id))


def meet_later(listing: Listing) -> None:
    """Enqueued in the transaction that opens the listing: it meets what waits for it if it is really there."""
    enqueue(meet, listing_id=str(listing.pk))


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="matching-tend", pass_context=False)
def tend(timestamp: int) -> None:
    """After the horizons of the night, wants around home look as far as they do; those of the past leave."""
    actions.look_as_far_as_the_feed()
    actions.forget_answered()


@app.periodic(cron="10 * * * *")
@app.task(queueing_lock="matching-offer", pass_context=False)
def offer(timestamp: int) -> None:
    """Offer each request that nobody answers to a few more people, every few hours."""
    approaching.offer_due()
