"""Builds the demonstration: two towns, their unions, and neighbours who have been at it for five weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from maillage.agreements import tending as agreements
from maillage.agreements.models import WITH_MEDIATOR, AgreementPhoto, Difficulty
from maillage.conversations.models import Conversation
from maillage.demo import (
    agreeing,
    borrowing,
    content,
    exchanges,
    giving,
    meetings,
    people,
    placing,
    proofs,
    reports,
    reviews,
    structures,
    telling,
    town_halls,
    wants,
)
from maillage.demo.chance import stream
from maillage.demo.personas import MAIL_DOMAIN, PERSONAS
from maillage.listings.models import Listing
from maillage.moderation import figures
from maillage.moderation.models import Case, Yearly
from maillage.organisations.models import Organisation
from maillage.platform import clock, ids, media
from maillage.platform.models import DemonstrationMail, IdempotencyKey, Photo
from maillage.platform.preparing import CannotPrepare
from maillage.residents import queries as residents
from maillage.residents.models import MailedCode, Resident
from maillage.territory import horizons

Progress = Callable[[str], None]


class NotADemonstration(CannotPrepare):
    """Fictional people must never be mixed with real ones."""

    def __init__(self) -> None:
        super().__init__("This site is not a demonstration: set MAILLAGE_DEMONSTRATION=1 to build one.")


@dataclass(frozen=True)
class Size:
    """How much to build; tests build less."""

    residents: int = 400
    listings: int = 600
    talks: int = 60


WHOLE = Size()


def is_built() -> bool:
    return Resident.objects.filter(email=PERSONAS[0].email).exists()


def build(
    seed: int = 2026,
    progress: Progress = print,
    *,
    today: date | None = None,
    rebuild: bool = False,
    size: Size = WHOLE,
) -> None:
    """Build the demonstration, all or nothing; does nothing where it stands already, unless `rebuild`.

    The same seed on the same day gives the same rows, identifiers included (unusable passwords apart: they are random).
    Everything happened before `today` began. When no day is named, it is this one, and what was said yesterday at an
    hour that has already passed today was said today. Raises NotADemonstration, people.NoTerritory.
    """
    if not settings.IS_DEMONSTRATION:
        raise NotADemonstration
    with transaction.atomic():
        # One at a time: a second builder waits, then finds it done.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('maillage.demo.building'))")
        if rebuild:
            progress("Removing the former demonstration")
            erase()
        elif is_built():
            progress("The demonstration is already there")
            return
        with ids.drawn_from(stream(seed, "identifiers")):
            now = None if today else timezone.localtime(clock.now())
            _build(seed, progress, _midnight(today or clock.today()), size, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE residents_resident, listings_listing, feed_entry, conversations_participant")


def _build(seed: int, progress: Progress, end: datetime, size: Size, now: datetime | None) -> None:
    progress(f"Settling {size.residents} fictional residents")
    neighbours = people.settle(seed, size.residents, end)
    with clock.at(end):
        horizons.recompute(residents.active_by_cell())
    proofs.show(neighbours, end, stream(seed, "proofs"))
    town_halls.open_both(neighbours, end)
    progress("Opening the pages of shops and associations")
    structures.found(neighbours, end, stream(seed, "structures"))
    talks = content.talks()[: size.talks]
    texts = _texts(size, {talk.listing for talk in talks})
    progress(f"Publishing {len(texts)} listings")
    talked_about = {talk.listing for talk in talks}
    notices = placing.plan(texts, talked_about, neighbours, end, stream(seed, "listings"), now=now)
    listings = exchanges.publish(notices, end, stream(seed, "publishing"))
    progress(f"Holding {len(talks)} conversations")
    meetings.hold(talks, listings, neighbours, end, stream(seed, "talks"))
    progress("Booking what is lent")
    borrowing.book(listings.values(), neighbours, end, stream(seed, "bookings"))
    reviews.say(neighbours, end, stream(seed, "reviews"))
    giving.promise_and_swap(listings, neighbours, end)
    agreeing.follow_up(neighbours, end)
    reports.tell(list(listings.values()), neighbours, end, stream(seed, "reports"))
    with clock.at(end):
        figures.count()
    wants.wait(neighbours, end)
    meetings.fall_out(neighbours, end, stream(seed, "blocks"))
    telling.tell(neighbours, end)


def _texts(size: Size, needed: set[str]) -> list[content.ListingText]:
    """The first ones, and those that talks are about."""
    first = {text.key for text in content.listings()[: size.listings]}
    return [text for text in content.listings() if text.key in first | needed]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


@transaction.atomic
def erase() -> None:
    """Remove the fictional residents and all that is theirs; what visitors wrote under their own name stays."""
    fictional = Resident.objects.filter(email__endswith=f"@{MAIL_DOMAIN}")
    gone = list(fictional.values_list("pk", flat=True))
    of_others = Count("participants", filter=~Q(participants__resident__in=gone))
    Conversation.objects.annotate(others=of_others).filter(others=0).delete()
    members_left = Count("memberships", filter=~Q(memberships__resident__in=gone))
    ours = Organisation.objects.annotate(left=members_left, all=Count("memberships")).filter(left=0, all__gt=0)
    ours.delete()
    structures.close_public_services()
    Yearly.objects.all().delete()
    Case.objects.filter(Q(author__in=gone) | Q(reports__reporter__in=gone)).delete()
    shown = Photo.objects.filter(pk__in=Listing.objects.filter(author__in=gone).values("photos__photo"))
    photos = [*shown, *Photo.objects.filter(pk__in=fictional.values("photo"))]
    photos += Photo.objects.filter(pk__in=AgreementPhoto.objects.filter(agreement__owner__in=gone).values("photo"))
    agreements.hand_on(Difficulty.objects.filter(mediator__in=gone, stage__in=WITH_MEDIATOR))
    proofs.erase(gone)
    town_halls.erase()
    fictional.delete()
    for photo in photos:
        media.forget(photo)
    DemonstrationMail.objects.filter(to__endswith=f"@{MAIL_DOMAIN}").delete()
    MailedCode.objects.filter(email__endswith=f"@{MAIL_DOMAIN}").delete()
    IdempotencyKey.objects.filter(owner__in=[str(pk) for pk in gone]).delete()
    horizons.recompute(residents.active_by_cell())
