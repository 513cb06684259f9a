"""Who is listening to what, in this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from maillage.platform.live.limits import Limits

# How a browser is told to come back later: not all at once after a restart, and not soon when it was refused.
RETRY_MS = 3_000
RETRY_LATER_MS = 300_000
HEARTBEAT = b": still here\n\n"


def frame(event: str, payload: str = "") -> bytes:
    """One event as the browser reads it (HTML standard, server-sent events)."""
    data = "".join(f"data: {line}\n" for line in payload.splitlines() or [""])
    return f"event: {event}\n{data}\n".encode()


def retry(milliseconds: int) -> bytes:
    return f"retry: {milliseconds}\n\n".encode()


# Sent first on every connection and after every outage: the page fetches what it shows, so that nothing is missed
# between its making and its listening, nor while nobody listened.
REFRESH = frame("refresh")


class Full(Exception):
    """This process has all the connections it takes on."""


class Subscription:
    """One open page. Frames wait in a bounded queue; when it overflows the page is let go and comes back."""

    def __init__(self, topic: str, session_key: str, waiting: int) -> None:
        self.topic = topic
        self.session_key = session_key
        self.is_over = False
        self._frames: list[bytes] = []
        self._waiting = waiting
        self._woken = asyncio.Event()

    def put(self, content: bytes) -> None:
        if len(self._frames) >= self._waiting:
            self.end()
        elif not self.is_over:
            self._frames.append(content)
            self._woken.set()

    def end(self, last_words: bytes = b"") -> None:
        """Let the page go, after `last_words`; what waited is dropped, the refresh of its next connection makes up."""
        if not self.is_over:
            self.is_over = True
            self._frames = [last_words] if last_words else []
            self._woken.set()

    async def take(self) -> bytes:
        """All that waits, as soon as something does; empty when it is over."""
        await self._woken.wait()
        content = b"".join(self._frames)
        self._frames.clear()
        if not self.is_over:
            self._woken.clear()
        return content


class Hub:
    """The open pages by topic."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._by_topic: defaultdict[str, dict[Subscription, None]] = defaultdict(dict)
        self.count = 0

    def join(self, topic: str, session_key: str) -> Subscription:
        """Subscribe a page to `topic` and nothing else. Beyond the cap of a topic, its oldest page is let go a while.

        Raises Full.
        """
        if self.count >= self.limits.in_all:
            raise Full
        pages = self._by_topic[topic]
        while len(pages) >= self.limits.per_resident:
            oldest = next(iter(pages))
            oldest.end(retry(RETRY_LATER_MS))
            self.leave(oldest)
        subscription = Subscription(topic, session_key, self.limits.waiting)
        # Leaving the oldest of a topic may have forgotten the topic: look it up again.
        self._by_topic[topic][subscription] = None
        self.count += 1
        return subscription

    def leave(self, subscription: Subscription) -> None:
        pages = self._by_topic.get(subscription.topic, {})
        if subscription in pages:
            del pages[subscription]
            self.count -= 1
            if not pages:
                del self._by_topic[subscription.topic]

    def tell(self, topic: str, content: bytes) -> None:
        for subscription in list(self._by_topic.get(topic, ())):
            subscription.put(content)

    def tell_all(self, content: bytes) -> None:
        for subscription in self.everybody():
            subscription.put(content)

    def end_all(self, last_words: bytes = b"") -> None:
        for subscription in self.everybody():
            subscription.end(last_words)

    def everybody(self) -> Iterable[Subscription]:
        return [subscription for pages in self._by_topic.values() for subscription in pages]
