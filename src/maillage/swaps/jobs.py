"""What time does to swaps. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.platform.queue import enqueue
from maillage.residents.models import Resident
from maillage.swaps import actions, kinds
from maillage.swaps.models import State, Swap
from maillage.swaps.states import Actor

TO_ANSWER = timedelta(days=14)
# After one said that it took place, or of an accepted swap of which nobody says anything.
SILENCE = timedelta(days=7)
KEPT_FOR = timedelta(days=730)


@app.periodic(cron="5-55/10 * * * *", periodic_id="swaps-tend")
@app.task(queueing_lock="swaps-tend", pass_context=False)
def tend(timestamp: int) -> None:
    """End proposals that nobody answered, ask about silent swaps, free those of the parted."""
    end_unanswered()
    ask_the_silent()
    release_severed()


@app.task
def release_now() -> None:
    """The same, just after a block, a suspension, a closing or a decision of moderation. Idempotent."""
    release_severed()


@app.periodic(cron="47 4 * * *", periodic_id="swaps-forget")
@app.task(queueing_lock="swaps-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Swaps that are over leave after two years."""
    Swap.objects.filter(closed_at__lt=clock.now() - KEPT_FOR).delete()


def follow(resident: Resident, other: Resident | None = None) -> None:
    """Somebody is parted from another, or from all: what ran between them is freed when this commits."""
    enqueue(release_now)


def end_unanswered() -> int:
    late = Swap.objects.filter(state=State.PROPOSED, made_at__lte=clock.now() - TO_ANSWER)
    return sum(actions.undo(pk, Actor.CLOCK) for pk in list(late.values_list("pk", flat=True)))


def release_severed() -> int:
    """Each in its own transaction, which locks the listings of one swap."""
    return sum(actions.undo(pk) for pk in list(Swap.objects.severed().values_list("pk", flat=True)))


def ask_the_silent() -> None:
    """Ask, once, each who has not said whether an accepted swap took place."""
    silent = Swap.objects.filter(state=State.ACCEPTED, accepted_at__lte=clock.now() - SILENCE).with_all()
    for swap in silent:
        for person in (swap.proposer, swap.other):
            if swap.done_at_of(person) is None:
                given = [item.listing.title for item in swap.items.all() if item.side != swap.side_of(person)]
                notices.tell(
                    person,
                    kinds.IS_IT_DONE,
                    path=swap.get_absolute_url(),
                    facts={"got": given},
                    once=str(swap.pk),
                )
