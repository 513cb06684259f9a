"""What happens to agreements without anybody doing it: the booking passes, people part, time goes by.

All of it may run twice.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maillage.agreements import rows, tellings
from maillage.agreements.models import WITH_MEDIATOR, Agreement, Difficulty, Stage, State, VersionState
from maillage.agreements.queries import Difficulties
from maillage.agreements.states import Actor, pass_agreement, pass_difficulty, pass_version
from maillage.bookings.models import Booking
from maillage.bookings.models import State as BookingState
from maillage.platform import clock, media
from maillage.platform.models import Photo
from maillage.residents.models import Resident, Role

# A month without a word: whoever waits should know that nothing more will come.
SILENCE = timedelta(days=30)
BATCH = 200
# The ends of a booking at which something was lent, or may have been.
TOOK_PLACE = frozenset({BookingState.RETURNED, BookingState.LAPSED})


def follow(booking: Booking, before: BookingState) -> None:
    """The booking, locked, passed: its agreement ends with it."""
    if booking.is_live:
        return
    found = Agreement.objects.select_for_update(no_key=True).filter(booking=booking).first()
    if found is None or not found.is_running:
        return
    for version in found.versions.filter(state=VersionState.PROPOSED):
        pass_version(version, VersionState.DROPPED, Actor.BOOKING)
    pass_agreement(found, State.OVER if booking.state in TOOK_PLACE else State.VOID, Actor.BOOKING)


@transaction.atomic
def part(resident: Resident) -> None:
    """Somebody leaves: what they mediated goes to others, what was between them and somebody is closed.

    The agreement itself stays with the other, without a name.
    """
    hand_on(Difficulty.objects.mediated_by(resident))
    for pk in _ids(Difficulty.objects.live().of(resident)):
        locked = rows.locked_difficulty(pk)
        if locked.is_live:
            tellings.tell_mediator(locked, tellings.MEDIATION_WITHDRAWN)
            pass_difficulty(locked, Stage.STOPPED, Actor.SITE)
            tellings.tell_parties(locked, tellings.STOPPED)


@transaction.atomic
def separate(resident: Resident, other: Resident | None = None) -> None:
    """A block came between a mediator and one of the two, or a mediator is silenced: somebody else takes over."""
    if other is None:
        hand_on(Difficulty.objects.mediated_by(resident))
        return
    hand_on(Difficulty.objects.mediated_by(resident).of(other))
    hand_on(Difficulty.objects.mediated_by(other).of(resident))


def release_lost() -> int:
    """Give to others what is in the hands of somebody suspended, gone, or no longer in charge. Answers how many."""
    charged = Role.objects.filter(kind__in=[Role.Kind.HOST, Role.Kind.MODERATOR]).values("resident")
    lost = Q(mediator__is_active=False) | Q(mediator__suspended_at__isnull=False) | ~Q(mediator__in=charged)
    return hand_on(Difficulty.objects.filter(lost, stage__in=WITH_MEDIATOR))


def close_silent() -> int:
    """Close those of which nobody said a word for a month. Answers how many."""
    ids = _ids(Difficulty.objects.silent_since(SILENCE))
    for pk in ids:
        with transaction.atomic():
            locked = rows.locked_difficulty(pk)
            if not locked.is_live or locked.moved_at > clock.now() - SILENCE:
                continue
            tellings.tell_mediator(locked, tellings.MEDIATION_SILENT)
            pass_difficulty(locked, Stage.UNSETTLED, Actor.CLOCK)
            tellings.tell_parties(locked, tellings.SILENT)
    return len(ids)


def forget_old() -> int:
    """Erase agreements two years after their end, with their photos. Answers how many."""
    count = 0
    for agreement in Agreement.objects.long_over().order_by("id")[:BATCH]:
        with transaction.atomic():
            photos = list(Photo.objects.filter(pk__in=agreement.photos.values("photo")))
            agreement.delete()
            for photo in photos:
                media.forget(photo)
        count += 1
    return count if count < BATCH else count + forget_old()


def hand_on(held: Difficulties) -> int:
    """Ask for another mediator of these. Answers how many."""
    ids = _ids(held)
    for pk in ids:
        with transaction.atomic():
            locked = rows.locked_difficulty(pk)
            if locked.stage not in WITH_MEDIATOR:
                continue
            former = locked.mediator
            pass_difficulty(locked, Stage.ASKED, Actor.SITE)
            tellings.tell_parties(locked, tellings.MEDIATOR_LEFT)
            tellings.tell_candidates(locked, but=former)
    return len(ids)


def _ids(found: Difficulties) -> list[UUID]:
    return list(found.order_by("agreement", "id").values_list("pk", flat=True)[:BATCH])
