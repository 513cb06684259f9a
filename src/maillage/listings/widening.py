"""A request that nobody answers goes a little further each day; then the hosts of the quarter hear of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from maillage.conversations.models import Conversation
from maillage.feed.models import Audience
from maillage.listings import access, actions
from maillage.listings.actions import SUBJECT
from maillage.listings.kinds import ALONE, HANDED, WAITS, WIDENED
from maillage.listings.models import Intent, Listing, State, Widening
from maillage.listings.queries import PRESENT, Listings, viewpoint_of
from maillage.listings.states import Actor
from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.residents.models import Resident, Role
from maillage.territory.horizons import LADDER

# A day at each step; less when it is wanted soon.
PATIENCE = timedelta(days=1)
PRESSED, SOON = timedelta(hours=6), timedelta(days=2)
# As many steps as an author is offered beyond their own, and one.
MOST_RUNGS = 3
BATCH = 100


def widen_due() -> int:
    """Let each request that waits go one step further, or to the hosts; how many. Idempotent, beside others too."""
    waiting = list(_waiting().filter(widening__handed_at=None).values_list("pk", flat=True))
    return sum(_widen(listing_id) for listing_id in waiting)


def unanswered() -> Listings:
    """Open requests about which nobody has begun to talk."""
    talks = Conversation.objects.filter(about_kind=SUBJECT, about_id=OuterRef("pk"))
    return Listing.objects.open().filter(PRESENT, ~Exists(talks), intent=Intent.REQUEST)


def handed_to(host: Resident) -> Listings:
    """Those that wait where the host is in charge, as the host may see them."""
    charges = Q(pk__in=[])
    for charge in host.charges:
        if charge.kind == Role.Kind.HOST:
            charges |= Q(commune=charge.commune) if charge.commune else Q(commune__union=charge.union)
    return unanswered().filter(charges, widening__handed_at__isnull=False).seen_by(viewpoint_of(host))


def follow(listing: Listing, before: State, actor: Actor) -> None:
    """Put back online, a request begins to wait anew."""
    if listing.is_request and listing.is_open:
        Widening.objects.filter(request=listing).delete()


def _waiting() -> Listings:
    """Those that have waited long enough since their last step."""
    last = Greatest(F("published_at"), Coalesce(F("widening__last_at"), F("published_at")))
    now = clock.now()
    return (
        unanswered()
        .annotate(last=last)
        .filter(Q(last__lte=now - PATIENCE) | Q(last__lte=now - PRESSED, expires_at__lte=now + SOON))
    )


@transaction.atomic
def _widen(listing_id: UUID) -> bool:
    """One step, under the lock: another run may just have done it."""
    locked = actions.locked_in_order([listing_id])
    if not locked or not _waiting().filter(pk=listing_id, widening__handed_at=None).exists():
        return False
    (listing,) = locked
    widening, _is_new = Widening.objects.get_or_create(request=listing, defaults={"last_at": clock.now()})
    widening.last_at = clock.now()
    if _may_go_further(listing, widening):
        widening.rungs += 1
        actions.reach_further(listing)
        facts = {"title": listing.title, "step": listing.reach_step}
        once = f"{listing.pk}:{listing.reach_step}"
        notices.tell(listing.author, WIDENED, path=listing.get_absolute_url(), facts=facts, once=once)
    else:
        widening.handed_at = clock.now()
        _hand(listing)
    widening.save()
    return True


def _may_go_further(listing: Listing, widening: Widening) -> bool:
    """What is for a whole commune is read by all of it already."""
    return (
        listing.audience != Audience.COMMUNE
        and listing.reach_step is not None
        and listing.reach_step + 1 < len(LADDER)
        and widening.rungs < MOST_RUNGS
    )


def _hand(listing: Listing) -> None:
    """To the hosts of its quarter who may read it, else those of its commune; its author learns it, or what to try."""
    facts, once = {"title": listing.title}, str(listing.pk)
    hosts = [host for host in _hosts(listing) if access.may_see(viewpoint_of(host), listing)]
    next_door = [host for host in hosts if host.quarter_id == listing.author.quarter_id]
    for host in next_door or hosts:
        notices.tell(host, WAITS, by=listing.author, path=reverse("listings-waiting"), facts=facts, once=once)
    kind = HANDED if hosts else ALONE
    notices.tell(listing.author, kind, path=listing.get_absolute_url(), facts=facts, once=once)


def _hosts(listing: Listing) -> list[Resident]:
    here = Q(commune=listing.commune_id)
    if listing.commune.union_id is not None:
        here |= Q(union=listing.commune.union_id)
    charges = Role.objects.filter(here, kind=Role.Kind.HOST)
    return list(
        Resident.objects.present().settled().exclude(pk=listing.author_id).filter(pk__in=charges.values("resident"))
    )
