"""Who hears that something happened below them: domains above register when the program starts.

A follower acts in the transaction of what it follows. There are no signals: what follows what is in `apps.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Followers(Generic[P]):
    """Called in the order in which they registered."""

    def __init__(self) -> None:
        self._known: list[Callable[P, object]] = []

    def __iter__(self) -> Iterator[Callable[P, object]]:
        return iter(self._known)

    def __reversed__(self) -> Iterator[Callable[P, object]]:
        return reversed(self._known)

    def register(self, follower: Callable[P, object]) -> None:
        """From now on, call it too. Registering twice is registering once."""
        if follower not in self._known:
            self._known.append(follower)

    def forget(self, follower: Callable[P, object]) -> None:
        """Call it no more; for tests."""
        self._known.remove(follower)

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for follower in self._known:
            follower(*args, **kwargs)
