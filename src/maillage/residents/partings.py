"""What leaves with a person who closes their account. Domains above say so at start-up, and act in that transaction."""

from __future__ import annotations

from collections.abc import Callable

from maillage.platform.following import Followers
from maillage.residents.models import Resident

Follower = Callable[[Resident], object]

_followers: Followers[[Resident]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` with whoever is leaving. Registering twice is registering once."""
    _followers.register(follower)


def follow(resident: Resident) -> None:
    """Take away what belongs to a resident whose account is closing.

    The domains above go first: what they hold stands on what those below are about to take away.
    """
    for follower in reversed(_followers):
        follower(resident)
