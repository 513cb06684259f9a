"""What follows a listing that opens, or is said otherwise while open. Domains above say so at start-up.

They act in the transaction of the opening: what takes time, they enqueue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from maillage.platform.following import Followers

if TYPE_CHECKING:
    from maillage.listings.models import Listing

Follower = Callable[["Listing"], object]

_followers: Followers[[Listing]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` with each listing that opens. Registering twice is registering once."""
    _followers.register(follower)


def follow(listing: Listing) -> None:
    """Let the others know of a listing that has just come online, or reaches other people than it did."""
    _followers.tell(listing)
