"""What follows a person who moves. Domains above say so at start-up, and act in the transaction of the move."""

from __future__ import annotations

from collections.abc import Callable

from maillage.platform.following import Followers
from maillage.residents.models import Resident

Follower = Callable[[Resident, bool], object]

_followers: Followers[[Resident, bool]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` with whoever has just moved, and whether it is to another home.

    Registering twice is registering once.
    """
    _followers.register(follower)


def follow(resident: Resident, *, to_another_home: bool) -> None:
    """Bring along what belongs to a resident whose home has just changed, or only the cell that stands for it."""
    _followers.tell(resident, to_another_home)
