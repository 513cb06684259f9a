"""The whole site at once: database, pages, live updates and jobs, as `maillage run` starts them."""

from __future__ import annotations

import http.client
import os
import socket
import sys
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from maillage.platform import database, variables
from maillage.platform.embedded import Server
from maillage.platform.progress import Progress
from maillage.platform.supervisor import Service, Supervisor, program

# A page holds a thread, and a thread a database connection: together they stay under what PostgreSQL accepts.
THREADS_PER_WORKER = 4
MOST_WORKERS = 24
JOB_SECONDS = "600"
# A site that answers with an error is not asked again at once: its log would hide why.
ERROR_PAUSE_SECONDS = 10.0
# What binds every interface is reached here.
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared, not bound)


class PortTaken(RuntimeError):
    """Another program listens where the site should; the message says which setting to change."""


class BadHost(RuntimeError):
    """There is no such network address to listen on; the message says which setting to change."""


@dataclass(frozen=True)
class Site:
    """Where the processes listen, and the addresses that people use."""

    host: str
    port: int
    live_port: int
    workers: int
    address: str
    live_address: str
    page_seconds: str

    @classmethod
    def at(cls, host: str, port: int, live_port: int, workers: int | None) -> Self:
        """The site listening there, at the addresses of the environment or, without them, at plain local ones.

        Without a reverse proxy (the address names the very port that we listen on), live updates have a port of
        their own; behind one they are at `/live/`.
        """
        address = variables.web_address("MAILLAGE_ADDRESS", f"http://localhost:{port}")
        parts = urlsplit(address)
        is_direct = parts.scheme == "http" and (parts.port or 80) == port
        live = f"http://{parts.hostname}:{live_port}/live/" if is_direct else "/live/"
        return cls(
            host=host,
            port=port,
            live_port=live_port,
            workers=workers or min(os.cpu_count() or 1, MOST_WORKERS),
            address=address,
            live_address=variables.text("MAILLAGE_LIVE_ADDRESS", live),
            page_seconds=variables.text(database.SECONDS_VARIABLE, str(database.PAGE_SECONDS)),
        )

    @property
    def variables(self) -> dict[str, str]:
        """What its processes must know of it."""
        return {"MAILLAGE_ADDRESS": self.address, "MAILLAGE_LIVE_ADDRESS": self.live_address}

    def refuse_taken_ports(self) -> None:
        """Raise PortTaken or BadHost when we could not listen."""
        if self.port == self.live_port:
            raise PortTaken(
                f"The pages and the live updates cannot both have port {self.port}: set MAILLAGE_LIVE_PORT or give"
                " --live-port."
            )
        refuse_taken_port(self.host, self.port, "MAILLAGE_PORT", "--port")
        refuse_taken_port(self.host, self.live_port, "MAILLAGE_LIVE_PORT", "--live-port")


def refuse_taken_port(host: str, port: int, variable: str, option: str) -> None:
    """Raise PortTaken or BadHost when nobody can listen there; `variable` and `option` are how to choose another port.

    The servers would say nothing: the system lets several of them share a port.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (socket.gaierror, UnicodeError) as refusal:
            raise BadHost(
                f"{host} is no address of this machine: set MAILLAGE_HOST or give --host, for instance 127.0.0.1."
            ) from refusal
        except OSError as refusal:
            raise PortTaken(
                f"Maillage cannot listen on {host}:{port} ({refusal.strerror}). Is it already running?"
                f" To use another port, set {variable} or give {option}."
            ) from refusal


def pages_command(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the pages (WSGI)."""
    return [
        *_granian("wsgi", host, port),
        *("--workers", str(workers), "--blocking-threads", str(THREADS_PER_WORKER)),
        "maillage.platform.wsgi:application",
    ]


def live_command(host: str, port: int) -> list[str]:
    """The command that serves the live updates (ASGI): one process holds every open page."""
    return [sys.executable, "-m", "maillage.platform.live", host, str(port)]


def _granian(interface: str, host: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", interface, "--host", host, "--port", str(port)),
        *("--no-ws", "--log-level", "warning", "--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "8"),
    ]


def services(site: Site, server: Server | None) -> list[Service]:
    """The site's processes, in the order of their start."""
    pages = {**site.variables, database.SECONDS_VARIABLE: site.page_seconds}
    jobs = {**site.variables, database.SECONDS_VARIABLE: JOB_SECONDS}
    processes = [
        program("web", pages_command(site.host, site.port, site.workers), pages),
        program("live", live_command(site.host, site.live_port), pages),
        program("jobs", [sys.executable, "-m", "maillage", "work"], jobs),
    ]
    if server is not None and server.is_ours:
        processes.insert(0, Service("database", server.spawn, ending=server.ending))
    return processes


def run(site: Site, server: Server | None, progress: Progress) -> None:
    """Run the site until it is asked to stop."""
    supervisor = Supervisor(services(site, server), progress.say)
    if server is not None and server.process is not None:
        supervisor.adopt("database", server.process)
    announcement = Announcement(site, progress)
    try:
        supervisor.run(each_turn=announcement.look)
    finally:
        progress.say("Stopped.")


class Announcement:
    """Says the address, once it really answers."""

    def __init__(self, site: Site, progress: Progress) -> None:
        self.site = site
        self.progress = progress
        self.is_made = False
        self.said_status = 0
        self.look_again_at = 0.0

    def look(self) -> None:
        """Ask the site for its first page, unless it has already answered."""
        if self.is_made or time.monotonic() < self.look_again_at:
            return
        status = self._status()
        if not status or not self._live_answers():
            return
        if status < http.client.INTERNAL_SERVER_ERROR:
            self.is_made = True
            self.progress.console.print(f"\n[bold]Maillage answers at {self.site.address}/[/bold]  (Ctrl-C stops it)\n")
            return
        self.look_again_at = time.monotonic() + ERROR_PAUSE_SECONDS
        if status != self.said_status:
            self.said_status = status
            self.progress.say(f"The site answers with an error ({status}); see above, or set MAILLAGE_LOG=INFO.")

    def _status(self) -> int:
        """The status of the first page; 0 when nobody answers."""
        connection = http.client.HTTPConnection(self._reached, self.site.port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def _live_answers(self) -> bool:
        try:
            socket.create_connection((self._reached, self.site.live_port), timeout=1).close()
        except OSError:
            return False
        return True

    @property
    def _reached(self) -> str:
        return ANYWHERE.get(self.site.host, self.site.host)
