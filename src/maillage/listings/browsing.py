"""A page of listings: those the viewer may see, sieved, in order, from a cursor on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import Q

from maillage.listings import categories, cursors
from maillage.listings.cursors import Cursor
from maillage.listings.models import Intent, Listing, Mode
from maillage.listings.queries import Listings, Viewpoint
from maillage.territory.horizons import Horizon

PAGE = 20
# Under this many listings with the very words, those that resemble them come too.
FEW = 5
# Shorter words resemble everything.
SHORTEST_ALIKE = 3
# Quotes, and a word left out: who writes these means them to the letter.
EXACTLY = re.compile(r'"|(?:^|\s)-\w')


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a person asked to see. Made by `forms.browsing`, whose allow-lists it went through."""

    words: str = ""
    modes: tuple[Mode, ...] = ()
    intent: Intent | None = None
    leaves: tuple[str, ...] = ()
    horizon: Horizon | None = None
    """Around which cell and how far; None is everywhere."""
    around_me: bool = False
    """What is around the viewer, as on the feed, instead of all that stands inside `horizon`."""
    commune: str = ""
    """The INSEE code of the only commune to show; empty is all."""
    nearest_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    listings: list[Listing] = field(default_factory=list)
    next: Cursor | None = None


def page(viewpoint: Viewpoint, sieve: Sieve, after: str = "", size: int = PAGE) -> Page:
    """One page in one query, two where words are searched. A cursor that makes no sense gives the first page."""
    found = _sifted(viewpoint, sieve)
    by_nearness = sieve.nearest_first and sieve.horizon is not None
    found = found.nearest(sieve.horizon) if by_nearness and sieve.horizon else found.newest()
    if cursor := cursors.read(after, by_nearness=by_nearness):
        found = found.filter(_beyond(cursor))
    listings = list(found.with_cards()[: size + 1])
    if len(listings) <= size:
        return Page(listings)
    last = listings[size - 1]
    return Page(listings[:size], Cursor(last.pk, getattr(last, "nearness", None) if by_nearness else None))


def _sifted(viewpoint: Viewpoint, sieve: Sieve) -> Listings:
    opened = Listing.objects.open()
    found = opened.around(viewpoint) if sieve.around_me else opened.seen_by(viewpoint)
    if sieve.horizon and not sieve.around_me:
        found = found.near(sieve.horizon)
    if sieve.commune:
        found = found.filter(commune=sieve.commune)
    if sieve.intent:
        found = found.filter(intent=sieve.intent)
    if sieve.modes:
        found = found.filter(mode__in=sieve.modes)
    if sieve.leaves:
        found = found.filter(category__in=sieve.leaves)
    return _searched(found, sieve.words) if sieve.words else found


def _searched(found: Listings, words: str) -> Listings:
    exact = found.saying(words)
    alike = [word for word in categories.folded(words, singular=False) if len(word) >= SHORTEST_ALIKE]
    if not alike or EXACTLY.search(words) or len(exact.order_by()[:FEW].values_list("pk")) == FEW:
        return exact
    return found.saying_about(alike)


def _beyond(cursor: Cursor) -> Q:
    if cursor.nearness is None:
        return Q(id__lt=cursor.id)
    return Q(nearness__gt=cursor.nearness) | Q(nearness=cursor.nearness, id__lt=cursor.id)


def alike(viewpoint: Viewpoint, words: str, limit: int = 4) -> list[Listing]:
    """Offers already there for what somebody is about to ask: of its category, or named so; nothing rather than noise.

    Where the words tell no category, the title must hold them all.
    """
    meant = categories.guess(words)
    named = categories.words_for(meant, words) if meant else categories.telling(words)
    if not named:
        return []
    offers = Listing.objects.open().around(viewpoint).filter(intent=Intent.OFFER)
    if viewpoint.resident is not None:
        offers = offers.exclude(author=viewpoint.resident)
    found = offers.of_or_named(meant.slug, named) if meant else offers.named(named)
    return list(found.with_cards()[:limit])


def beside(viewpoint: Viewpoint, listing: Listing, limit: int = 3) -> list[Listing]:
    """Others' listings like it near the viewer (in its commune for a visitor): same branch, newest first."""
    siblings = categories.within(listing.leaf.branch)
    found = Listing.objects.open().around(viewpoint).filter(category__in=siblings, intent=listing.intent)
    if viewpoint.horizon is None:
        found = found.filter(commune=listing.commune_id)
    if viewpoint.resident is not None:
        found = found.exclude(author=viewpoint.resident)
    return list(found.exclude(pk=listing.pk).newest().with_cards()[:limit])
