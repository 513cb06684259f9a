"""A whole site, started as an operator would (`maillage run`), for the tests, the benches and the pictures."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
from psycopg import sql

from maillage.platform import database, embedded

START_SECONDS = 240  # the whole of France and the demonstration, on two busy cores
STOP_SECONDS = 60


@dataclass(frozen=True)
class RunningSite:
    """A site that answers at `address`, with its data in `folder` and its database at `database_url`."""

    address: str
    folder: Path
    database_url: str
    process: subprocess.Popen[bytes]

    def url(self, path: str) -> str:
        return self.address + path


@contextmanager
def running_site(*, demonstration: bool = True, own_server: bool = False, **variables: str) -> Iterator[RunningSite]:
    """Start a site on free ports, in a folder and a database of its own; stop it and leave nothing.

    With `own_server` the site starts PostgreSQL itself, as it does for an operator who sets nothing.
    """
    with tempfile.TemporaryDirectory(prefix="maillage-site-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with nullcontext("") if own_server else _database(folder) as database_url:
            port, live_port = free_ports(2)
            environment = {
                **os.environ,
                "MAILLAGE_DATA": str(folder),
                "DATABASE_URL": database_url,
                "MAILLAGE_DEMONSTRATION": "1" if demonstration else "",
                "MAILLAGE_ADDRESS": f"http://localhost:{port}",
                **variables,
            }
            command = [sys.executable, "-m", "maillage", "run", "--port", str(port), "--live-port", str(live_port)]
            log = folder / "site.log"
            with log.open("wb") as output:
                process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
            site = RunningSite(f"http://localhost:{port}", folder, database_url, process)
            try:
                _wait_for_an_answer(site, log)
                yield site
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _wait_for_an_answer(site: RunningSite, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if site.process.poll() is not None:
            raise RuntimeError(f"The site stopped while starting:\n{log.read_text()[-4000:]}")
        try:
            if httpx.get(site.url("/"), timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"The site did not answer within {START_SECONDS} s:\n{log.read_text()[-4000:]}")


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """A database of its own on the server of DATABASE_URL, else a server of its own that forgets."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        server, url = embedded.start(folder / "postgres", forgetful=True)
        try:
            yield url
        finally:
            server.stop()
        return
    name = f"site_{uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        )
    try:
        yield database.renamed(given, name)
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
