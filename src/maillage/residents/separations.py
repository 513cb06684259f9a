"""What follows when people become absent to each other. Domains above say so at start-up, and act in that transaction.

A block parts two people; a suspension parts one from everybody.
"""

from __future__ import annotations

from collections.abc import Callable

from maillage.platform.following import Followers
from maillage.residents.models import Resident

Follower = Callable[[Resident, Resident | None], object]

_followers: Followers[[Resident, Resident | None]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` with somebody and whom they are parted from (None: everybody).

    Registering twice is registering once.
    """
    _followers.register(follower)


def follow(resident: Resident, other: Resident | None = None) -> None:
    """Undo what two people, or one of them and anybody, were about to do together."""
    _followers.tell(resident, other)
