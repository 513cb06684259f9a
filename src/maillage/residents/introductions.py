"""What follows when somebody says who they are, on their page. Domains above say so at start-up."""

from __future__ import annotations

from collections.abc import Callable

from maillage.platform.following import Followers
from maillage.residents.models import Resident

Follower = Callable[[Resident], object]

_followers: Followers[[Resident]] = Followers()


def register(follower: Follower) -> None:
    """From now on, call `follower` with whoever has just said who they are. Registering twice is registering once."""
    _followers.register(follower)


def follow(resident: Resident) -> None:
    """Tell those above, in the transaction in which it was said."""
    _followers.tell(resident)


def words_of(resident: Resident) -> str:
    """What others read of them, as one text."""
    skills = f"\n\n{', '.join(resident.skills)}" if resident.skills else ""
    return f"{resident}\n\n{resident.about}{skills}".strip()
