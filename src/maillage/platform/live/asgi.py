"""The live process: open pages over server-sent events, fed by PostgreSQL's NOTIFY.

Run by `maillage live`, apart from the pages, so that thousands of idle connections cost them nothing. A page signed in
with the site's cookie hears of its own resident's events and of nothing else; it is told that something happened,
never what.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import django
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.platform.settings")
django.setup()

from django.conf import settings  # noqa: E402 (Django is set up first)
from django.db import Error as DatabaseError  # noqa: E402

from maillage.platform.live.doorkeeper import Doorkeeper  # noqa: E402
from maillage.platform.live.hub import RETRY_LATER_MS, RETRY_MS, Full, Hub, retry  # noqa: E402
from maillage.platform.live.limits import Limits  # noqa: E402
from maillage.platform.live.listener import Listener  # noqa: E402
from maillage.platform.live.stream import Stream  # noqa: E402

HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx passes each event on at once
    "X-Content-Type-Options": "nosniff",
    # With `maillage run` this process has a port of its own: the site's pages, and no others, may read it.
    "Access-Control-Allow-Origin": settings.SITE_ADDRESS,
    "Access-Control-Allow-Credentials": "true",
    "Vary": "Origin",
}


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    limits = Limits.from_environment()
    hub, doorkeeper = Hub(limits), Doorkeeper()
    listener = Listener(hub)
    app.state.hub, app.state.doorkeeper, app.state.listener = hub, doorkeeper, listener
    tasks = [
        asyncio.create_task(listener.run()),
        asyncio.create_task(doorkeeper.keep_checking(hub, limits.recheck_s)),
    ]
    try:
        yield
    finally:
        hub.end_all()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        doorkeeper.close()


async def events(request: Request) -> ASGIApp:
    """The stream of the resident signed in.

    A page that is refused is told when to ask again rather than an error, upon which browsers would insist at once.
    """
    if request.headers.get("origin", settings.SITE_ADDRESS) != settings.SITE_ADDRESS:
        return PlainTextResponse("Only the site's own pages may listen.", status_code=403)
    hub: Hub = request.app.state.hub
    session_key = request.cookies.get(settings.SESSION_COOKIE_NAME, "")
    try:
        topic = await request.app.state.doorkeeper.topic_of(session_key) if session_key else None
        if topic is None:
            return Response(retry(RETRY_LATER_MS), headers=HEADERS)
        subscription = hub.join(topic, session_key)
    except (DatabaseError, Full):
        return Response(retry(RETRY_MS * 2), headers=HEADERS)
    return Stream(hub, subscription, [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()])


async def health(request: Request) -> Response:
    """200 while the database is listened to, for a supervisor; how many pages are open."""
    is_listening = request.app.state.listener.is_listening
    return JSONResponse(
        {"listening": is_listening, "connections": request.app.state.hub.count},
        status_code=200 if is_listening else 503,
    )


application = Starlette(routes=[Route("/live/", events), Route("/live/health", health)], lifespan=lifespan)
