"""One open page: what it is told, until it leaves."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from maillage.platform.live.hub import HEARTBEAT, REFRESH, RETRY_MS, Hub, Subscription, retry

Headers = list[tuple[bytes, bytes]]


class Stream:
    """An answer that lasts (an ASGI application, as Starlette's responses are)."""

    def __init__(self, hub: Hub, subscription: Subscription, headers: Headers) -> None:
        self.hub = hub
        self.subscription = subscription
        self.headers = headers
        self.sent = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(self._end_when_gone(receive))
        try:
            async with asyncio.timeout(self.hub.limits.send_s):
                await send({"type": "http.response.start", "status": 200, "headers": self.headers})
            await self._send(send, retry(RETRY_MS) + REFRESH)
            while not self.subscription.is_over and self.sent < self.hub.limits.sent_bytes:
                await self._send(send, await self._next())
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError):
            pass  # a page that left or does not read: it comes back by itself when it can
        finally:
            gone.cancel()
            self.hub.leave(self.subscription)

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout(self.hub.limits.heartbeat_s):
                return await self.subscription.take()
        except TimeoutError:
            return HEARTBEAT

    async def _send(self, send: Send, content: bytes) -> None:
        async with asyncio.timeout(self.hub.limits.send_s):
            await send({"type": "http.response.body", "body": content, "more_body": True})
        self.sent += len(content)

    async def _end_when_gone(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.subscription.end()
