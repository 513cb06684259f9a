"""A live process for tests and benches: the real one, on a free port, listening to the caller's database."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx
from django.conf import settings
from django.db import connection

from maillage.platform import running

STARTS_WITHIN_S = 30


@contextmanager
def live_process(**environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a live process and the process itself, stopped at the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(  # noqa: S603 (our own program)
        running.live_command("127.0.0.1", port),
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "MAILLAGE_SECRET_KEY": settings.SECRET_KEY,
            **environment,
        },
    )
    try:
        _wait_for(address, process)
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def database_url() -> str:
    """The address of the database this process is connected to (that of the tests, inside one)."""
    known = connection.settings_dict
    host, port = str(known["HOST"]), f"&port={known['PORT']}" if known["PORT"] else ""
    secret = f":{quote(known['PASSWORD'], safe='')}" if known["PASSWORD"] else ""
    return f"postgresql://{quote(known['USER'], safe='')}{secret}@/{known['NAME']}?host={quote(host, safe='')}{port}"


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The live process ended with {process.returncode} instead of starting")
        try:
            if httpx.get(f"{address}/live/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise RuntimeError("The live process did not answer in time")
