"""Keeping listings for an exchange, and giving them back: all together or none, each for one exchange at a time.

Whoever calls has locked the listings (`actions.locked_in_order`), then their own rows. The database has the last word:
a listing has one hold (`models.Hold`), whichever domain asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.listings import actions
from maillage.listings.models import Hold, Listing, Mode, State
from maillage.listings.states import Actor, Refused
from maillage.platform import clock

# What is still there after an exchange: lent, hired or done once, it can be again.
LASTING = frozenset({Mode.LOAN, Mode.RENTAL, Mode.SERVICE})


class NotFree(Refused):
    """Somebody came first, or its author took it away."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(
            _("« %(title)s » n’est plus libre : l’annonce n’est plus en ligne.") % {"title": listing.title}
        )
        self.listing = listing


@transaction.atomic
def take(listings: Sequence[Listing], kind: str, exchange_id: UUID) -> None:
    """Promise all of these listings, locked, to one exchange, or none. Raises NotFree."""
    for listing in listings:
        if not is_free(listing):
            raise NotFree(listing)
    for listing in listings:
        try:
            with transaction.atomic():
                Hold.objects.create(listing=listing, by_kind=kind, by_id=exchange_id, held_at=clock.now())
        except IntegrityError:
            raise NotFree(listing) from None
        actions.passed(listing, State.PROMISED, Actor.EXCHANGE)


def give_back(listings: Sequence[Listing], exchange_id: UUID) -> None:
    """Free those that this exchange holds: they are online again, save those that were withdrawn meanwhile."""
    for listing in _held(listings, exchange_id):
        if listing.state == State.PROMISED:
            listing.expires_at = max(listing.expires_at, clock.now() + actions.AGAIN)
            actions.passed(listing, State.OPEN, Actor.EXCHANGE)


def conclude(listings: Sequence[Listing], exchange_id: UUID) -> None:
    """The exchange took place: what was given is gone, what was lent or done once is online again."""
    for listing in _held(listings, exchange_id):
        if listing.state != State.PROMISED:
            continue
        if listing.mode in LASTING:
            listing.expires_at = max(listing.expires_at, clock.now() + actions.AGAIN)
            actions.passed(listing, State.OPEN, Actor.EXCHANGE)
        else:
            actions.passed(listing, State.DONE, Actor.EXCHANGE)


def is_free(listing: Listing) -> bool:
    """Whether it can be promised: online, and its end not past even where no job has said so yet."""
    return listing.is_open and listing.expires_at > clock.now()


def _held(listings: Sequence[Listing], exchange_id: UUID) -> list[Listing]:
    """Those that the exchange held, whose holds are no more."""
    holds = Hold.objects.filter(listing__in=[listing.pk for listing in listings], by_id=exchange_id)
    held = set(holds.values_list("listing", flat=True))
    holds.delete()
    return [listing for listing in listings if listing.pk in held]
