"""What time does to promises. Each job may run twice, or be killed half way, without harm."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.platform.queue import enqueue
from maillage.promises import actions, kinds
from maillage.promises.models import Claim, State
from maillage.residents.models import Resident

# The claimant has a week to say that nothing was received: a holiday, not a season.
TO_ANSWER = timedelta(days=7)
# A promise of which nobody says anything is asked about once.
SILENCE = timedelta(days=7)
# Two years: the sales of a year are still there while the next is declared.
KEPT_FOR = timedelta(days=730)


@app.periodic(cron="*/10 * * * *", periodic_id="promises-tend")
@app.task(queueing_lock="promises-tend", pass_context=False)
def tend(timestamp: int) -> None:
    """Conclude what its owner handed over a week ago, ask about silent promises, release those of the parted."""
    conclude_due()
    ask_the_silent()
    release_severed()


@app.task
def release_now() -> None:
    """The same, just after a block, a suspension or a closing. Idempotent."""
    release_severed()


@app.periodic(cron="37 4 * * *", periodic_id="promises-forget")
@app.task(queueing_lock="promises-forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Claims that are over leave after two years."""
    Claim.objects.filter(closed_at__lt=clock.now() - KEPT_FOR).delete()


def follow(resident: Resident, other: Resident | None = None) -> None:
    """Somebody is parted from another, or from all: what they were about to do is released when this commits."""
    enqueue(release_now)


def conclude_due() -> int:
    limit = clock.now() - TO_ANSWER
    due = list(Claim.objects.given_before(limit).values_list("pk", flat=True))
    return sum(actions.conclude_by_clock(claim_id, limit) for claim_id in due)


def release_severed() -> int:
    """Each in its own transaction: no two listings are ever locked together."""
    return sum(actions.undo(claim_id) for claim_id in list(Claim.objects.severed().values_list("pk", flat=True)))


def ask_the_silent() -> None:
    """Ask both, once, about a promise that nobody has kept nor broken."""
    since = clock.now() - SILENCE
    silent = Claim.objects.filter(
        state=State.PROMISED, promised_at__lte=since, given_at=None, received_at=None
    ).with_people()
    for claim in silent:
        for person in (claim.owner, claim.claimant):
            notices.tell(
                person,
                kinds.IS_IT_DONE,
                path=claim.get_absolute_url(),
                facts={"title": claim.listing.title},
                once=str(claim.pk),
            )
