"""What follows a listing that passes to another state. Domains above say so at start-up, and act in that moment."""

from __future__ import annotations

from collections.abc import Callable

from maillage.listings.models import Listing, State
from maillage.listings.states import Actor
from maillage.platform.following import Followers

Follower = Callable[[Listing, State, Actor], object]

_followers: Followers[[Listing, State, Actor]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` with a listing just passed, locked, its state before, and who passed it.

    Registering twice is registering once. A follower locks no other listing: see `actions.locked_in_order`.
    """
    _followers.register(follower)


def follow(listing: Listing, before: State, actor: Actor) -> None:
    """Tell those who wait for it, or hold it, what became of a listing."""
    _followers.tell(listing, before, actor)
