"""What people do with listings. Each is one transaction that also writes the feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.feed import actions as feed
from maillage.feed.models import Audience, Voice
from maillage.listings import access, openings, passings
from maillage.listings.models import Hold, Intent, Listing, ListingPhoto, Mode, PriceUnit, Seller, State
from maillage.listings.states import Actor, Held, Refused, allowed, must_allow
from maillage.moderation import watching
from maillage.platform import clock, rendering
from maillage.platform.models import Photo
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.territory import cells, horizons

OFFER_LIFE = timedelta(days=60)
REQUEST_LIFE = timedelta(days=14)
# Back online after a broken promise or a decision undone, it stays at least so long: its end may have passed meanwhile.
AGAIN = timedelta(days=14)
SUBJECT = "listing"
BATCH = 500


class NotSettled(Refused):
    """Somebody without a home here, or suspended, cannot publish."""

    def __init__(self) -> None:
        super().__init__(_("Dites d’abord où vous habitez : vos voisins sont ceux de votre zone."))


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place that everybody may know exactly: a town hall, a shop, a square."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Trader:
    """A professional: the structure they speak for, or their SIRET, or both."""

    trade_name: str = ""
    siret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an author says of a listing. Fields that its mode does not use stay empty."""

    mode: Mode
    category: str
    title: str
    text: str = ""
    other_modes: tuple[Mode, ...] = ()
    price_cents: int | None = None
    price_unit: PriceUnit | None = None
    in_return: str = ""
    deposit: str = ""
    trader: Trader | None = None
    """Who offers it as a professional; None for a private person."""
    wanted_on: date | None = None
    audience: Audience = Audience.NEIGHBOURS
    reach_step: int | None = None
    """How far, as a step of the ladder; the author's own horizon when not said."""
    place: PublicPlace | None = None
    photos: Sequence[Photo] = field(default_factory=tuple)
    lasts: timedelta | None = None


def offer(author: Resident, content: Content, *, state: State = State.OPEN) -> Listing:
    """Publish an offer, or keep it as a draft. Raises NotSettled."""
    return _create(author, Intent.OFFER, content, state)


def ask(author: Resident, content: Content) -> Listing:
    """Publish a request. Raises NotSettled."""
    return _create(author, Intent.REQUEST, content, State.OPEN)


@transaction.atomic
def edit(author: Resident, listing: Listing, content: Content) -> Listing:
    """Say it otherwise; the card on the feed keeps its place in time. Raises NotYours, Refused."""
    access.must_own(author, listing)
    locked = _locked(listing)
    if locked.state == State.WITHDRAWN:
        raise Refused(_("Cette annonce est retirée : publiez-en une autre."))
    _say(locked, content)
    _stand(locked, author, content.place)
    locked.reach_step = _reach(author, content)
    locked.expires_at = _end(locked, content.lasts) if content.lasts or locked.wanted_on else locked.expires_at
    locked.save()
    _show_photos(locked, content.photos)
    _tell(locked)
    _open(locked)
    _watch(locked)
    return locked


def publish(author: Resident, listing: Listing) -> Listing:
    """Put a draft online. Raises NotYours, Refused."""
    return _move(author, listing, State.OPEN, afresh=True)


def promise(author: Resident, listing: Listing) -> Listing:
    """Say that it is promised to somebody: it leaves the lists, its page stays. Raises NotYours, Refused."""
    return _move(author, listing, State.PROMISED)


def mark_done(author: Resident, listing: Listing) -> Listing:
    """Say that it was given, lent, found. Raises NotYours, Refused."""
    return _move(author, listing, State.DONE)


def withdraw(author: Resident, listing: Listing) -> Listing:
    """Take it away for good; nobody else sees it any more. Raises NotYours, Refused."""
    return _move(author, listing, State.WITHDRAWN)


@transaction.atomic
def renew(author: Resident, listing: Listing) -> Listing:
    """Keep it, or put it back, online for another full life. Raises NotYours, Refused."""
    access.must_own(author, listing)
    locked = _locked(listing)
    if locked.state != State.OPEN:
        return _move(author, listing, State.OPEN, afresh=True)
    locked.expires_at = max(locked.expires_at, _end(locked, None))
    locked.save(update_fields=["expires_at"])
    _tell(locked)
    return locked


def reach_further(listing: Listing) -> Listing:
    """Let an open listing, locked, be read one step further, where there is one: those who live there hear of it."""
    if listing.reach_step is not None and listing.reach_step + 1 < len(horizons.LADDER):
        listing.reach_step += 1
        listing.save(update_fields=["reach_step"])
        _tell(listing)
        _open(listing)
    return listing


@transaction.atomic
def hide(listing_id: UUID) -> State | None:
    """Show it to its author alone, who may mend it; the state to give back, or None where nobody else saw it.

    A promise or a swap made here ends with it (`passings`): it comes back online, promised to nobody. What its author
    had marked as promised by themselves comes back so.

    For moderation, in the transaction of a decision.
    """
    for found in locked_in_order([listing_id]):
        before = State(found.state)
        if State.HIDDEN in allowed(before, Actor.MODERATION):
            is_held = Hold.objects.filter(listing=found).exists()
            passed(found, State.HIDDEN, Actor.MODERATION)
            return State.OPEN if is_held else before
    return None


@transaction.atomic
def show_again(listing_id: UUID, state: State) -> bool:
    """Undo `hide`, unless its author withdrew it meanwhile; whether it was hidden."""
    for found in locked_in_order([listing_id]):
        if found.state == State.HIDDEN:
            if state == State.OPEN and Hold.objects.filter(listing=found).exists():
                state = State.PROMISED  # so soon that its swap is still there
            if state == State.OPEN:  # it lost days that were its own
                found.expires_at = max(found.expires_at, clock.now() + AGAIN)
            passed(found, state, Actor.MODERATION)
            return True
    return False


def expire_due() -> int:
    """Expire what is past its end; the number of listings that left. Idempotent, and safe beside another run."""
    count = 0
    while True:
        with transaction.atomic():
            due = list(
                Listing.objects.past_their_end().select_for_update(skip_locked=True).order_by("expires_at")[:BATCH]
            )
            for listing in due:
                passed(listing, State.EXPIRED, Actor.CLOCK)
        count += len(due)
        if len(due) < BATCH:
            return count


@transaction.atomic
def follow_home(resident: Resident, to_another_home: bool = True) -> int:  # noqa: FBT001, FBT002 (a follower of moves)
    """After a move, bring the resident's listings to their new public cell, save those at a public place.

    They then reach as far as one sees from there; in a cell that merely changed around the same home, as far as they
    did. Answers how many moved. Idempotent. Nothing moves for somebody who no longer lives here.
    """
    if resident.cell is None:
        return 0
    left_behind = (
        Listing.objects.filter(author=resident, place_name="")
        .exclude(point_cell=resident.cell, commune=resident.commune_id)
        .select_for_update()
        .order_by("id")
    )
    count = 0
    for listing in left_behind:
        _stand(listing, resident, None)
        if to_another_home:
            listing.reach_step = horizons.of(resident.cell).step
        listing.save()
        _tell(listing)
        _open(listing)
        count += 1
    return count


@transaction.atomic
def forget_all(author: Resident) -> None:
    """Erase the listings of somebody who leaves: each tells their words and where they lived. Idempotent.

    Their photos, which nothing shows any more, leave with the next night's sweep.
    """
    for listing_id in Listing.objects.filter(author=author).values_list("pk", flat=True):
        feed.withdraw(SUBJECT, listing_id)
    Listing.objects.filter(author=author).delete()


@transaction.atomic
def _create(author: Resident, intent: Intent, content: Content, state: State) -> Listing:
    if author.cell is None or author.is_suspended:
        raise NotSettled
    if state == State.OPEN:
        _must_be_free(author)
    listing = Listing(author=author, intent=intent, state=state, published_at=clock.now())
    _say(listing, content)
    _stand(listing, author, content.place)
    listing.reach_step = _reach(author, content)
    listing.expires_at = _end(listing, content.lasts)
    listing.save()
    _show_photos(listing, content.photos)
    _tell(listing)
    _open(listing)
    _watch(listing)
    return listing


def _say(listing: Listing, content: Content) -> None:
    listing.mode = content.mode
    listing.other_modes = [mode.value for mode in content.other_modes]
    listing.category = content.category
    listing.title = content.title
    listing.text = content.text
    listing.price_cents = content.price_cents
    listing.price_unit = content.price_unit or ""
    listing.in_return = content.in_return
    listing.deposit = content.deposit
    listing.seller = Seller.PROFESSIONAL if content.trader else Seller.PRIVATE
    listing.trade_name, listing.siret = (
        (content.trader.trade_name, content.trader.siret) if content.trader else ("", "")
    )
    listing.wanted_on = content.wanted_on
    listing.audience = content.audience


def _must_be_free(author: Resident) -> None:
    """Raises Refused when a decision of moderation forbids publishing."""
    try:
        restraints.must_be_free_to_publish(author)
    except restraints.Restrained as restrained:
        raise Refused(str(restrained)) from restrained


def _watch(listing: Listing) -> None:
    """Online, it is read by a moderator when it speaks like a scam; it is online all the same."""
    if listing.is_open:
        watching.look(SUBJECT, listing.pk, listing.author, f"{listing.title}\n\n{listing.text}")


def _stand(listing: Listing, author: Resident, place: PublicPlace | None) -> None:
    """At the author's public cell, or at a public place: never anywhere finer."""
    if author.cell is None or author.commune_id is None:
        raise NotSettled
    listing.commune_id = author.commune_id
    listing.place_name = place.name if place else ""
    listing.place_lat = place.lat if place else None
    listing.place_lon = place.lon if place else None
    listing.point_cell = cells.finest_cell(place.lat, place.lon) if place else author.cell
    for name, cell in cells.point_cells(listing.point_cell)._asdict().items():
        setattr(listing, name, cell)


def _reach(author: Resident, content: Content) -> int:
    if content.reach_step is not None:
        return content.reach_step
    if author.cell is None:
        raise NotSettled
    return horizons.of(author.cell).step


def _end(listing: Listing, lasts: timedelta | None) -> datetime:
    """A request ends with its day, or after two weeks; an offer after what its author chose, or two months."""
    if listing.is_request and listing.wanted_on and listing.wanted_on >= clock.today():
        return end_of(listing.wanted_on)
    return clock.now() + (lasts or (REQUEST_LIFE if listing.is_request else OFFER_LIFE))


def end_of(day: date) -> datetime:
    """The midnight that ends a day, where the site's people live."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _show_photos(listing: Listing, photos: Sequence[Photo]) -> None:
    """Exactly these, in this order. Photos shown no more are swept away by the media job."""
    listing.photos.all().delete()
    ListingPhoto.objects.bulk_create(
        ListingPhoto(listing=listing, photo=photo, position=position) for position, photo in enumerate(photos)
    )


def _locked(listing: Listing) -> Listing:
    rows = Listing.objects.select_for_update(of=("self",), no_key=True).select_related("author", "commune")
    return rows.get(pk=listing.pk)


def locked_in_order(listing_ids: Iterable[UUID]) -> list[Listing]:
    """These listings as they are now, and as they stay until the end of the transaction.

    Whoever locks several does it here, once, in the order of their ids: two exchanges that cross wait for each other,
    and never each for the other. What only names a listing does not wait: who asks for it holds their own row already
    (`conversations.meet`), which a claim takes after the listing. Those that are no more are left out.
    """
    rows = Listing.objects.select_for_update(of=("self",), no_key=True).select_related("author", "commune")
    return list(rows.filter(pk__in=set(listing_ids)).order_by("pk"))


@transaction.atomic
def _move(author: Resident, listing: Listing, after: State, *, afresh: bool = False) -> Listing:
    access.must_own(author, listing)
    locked = _locked(listing)
    if Hold.objects.filter(listing=locked).exists():
        raise Held
    if afresh:
        if author.is_suspended:
            raise NotSettled
        _must_be_free(author)
        if not locked.place_name:
            _stand(locked, author, None)
        if locked.wanted_on and locked.wanted_on < clock.today():
            locked.wanted_on = None
        locked.expires_at = _end(locked, None)
        locked.published_at = clock.now()
    moved = passed(locked, after, Actor.AUTHOR)
    if afresh:
        _watch(moved)
    return moved


def passed(listing: Listing, after: State, actor: Actor) -> Listing:
    """Pass a locked listing to another state; tell the feed, and those who wait for it (`passings`).

    Raises NoSuchTransition.
    """
    before = State(listing.state)
    must_allow(before, actor, after)
    listing.state = after
    listing.save()
    _tell(listing)
    passings.follow(listing, before, actor)
    _open(listing)
    return listing


def _open(listing: Listing) -> None:
    if listing.is_open:
        openings.follow(listing)


def _tell(listing: Listing) -> None:
    """Keep the feed true: there while open, gone otherwise."""
    if not listing.is_open:
        feed.withdraw(SUBJECT, listing.pk)
        return
    first = listing.photos.select_related("photo").first()
    feed.publish(
        subject_kind=SUBJECT,
        subject_id=listing.pk,
        kind=listing.kind,
        voice=Voice.NEIGHBOUR,
        author=listing.author,
        commune=listing.commune,
        audience=Audience(listing.audience),
        point_cell=listing.point_cell,
        title=listing.title,
        words=rendering.plain(listing.text),
        price=feed.Price(listing.price_cents, listing.price_unit) if listing.price_cents else None,
        in_return=listing.in_return,
        photo=first.photo if first else None,
        url=listing.get_absolute_url(),
        happened_at=listing.published_at,
        reach_step=listing.reach_step,
        until=listing.expires_at,
    )
