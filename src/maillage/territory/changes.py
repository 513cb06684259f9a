"""What follows newer facts about places: a census, a border redrawn, the quarters of a town.

Domains above say so at start-up, and act in the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Callable

from maillage.platform.following import Followers

Follower = Callable[[], object]

_followers: Followers[[]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` when facts have changed. Registering twice is registering once."""
    _followers.register(follower)


def follow() -> None:
    """Tell that communes, contours or quarters are no longer what they were."""
    _followers.tell()
