"""What follows newer facts about places: a census, a border redrawn, the quarters of a town.

Domains above say so at start-up, and act in the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Callable

Follower = Callable[[], object]

_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """From now on, call `follower` when facts have changed. Registering twice is registering once."""
    if follower not in _followers:
        _followers.append(follower)


def follow() -> None:
    """Tell that communes, contours or quarters are no longer what they were."""
    for follower in _followers:
        follower()
