"""Serves the live process: `python -m maillage.platform.live <host> <port>`, as `maillage live` does.

In one process, with Granian inside it rather than around it: the signal to stop reaches us first, so that open pages
are let go (they come back to whoever serves next) instead of holding the server until it is killed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from maillage.platform.live.asgi import application

# A browser that has not closed its side by then is not waited for.
STOPS_WITHIN_S = 5


async def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        backpressure=100_000,  # above what limits.py takes on: the program itself says to whom it refuses
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    serving = loop.create_task(server.serve())
    asked = loop.create_task(stopping.wait())
    await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()  # it could not serve: says why
        return
    application.state.hub.end_all()
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=STOPS_WITHIN_S)


def main() -> None:
    logging.getLogger("granian").setLevel(logging.ERROR)
    host, port = sys.argv[1:]
    asyncio.run(serve(host, int(port)))


if __name__ == "__main__":
    main()
    # Granian's threads may still wait for a browser that vanished; everything of ours is put away.
    sys.stdout.flush()
    os._exit(0)
