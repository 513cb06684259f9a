"""From a message sent to a message shown, while a thousand pages are open.

One neighbour posts through the web server as a browser does; the other's open page is told over server-sent events,
then fetches what was said. The clock runs from the first byte of the POST to the last byte of that fragment. Everything
happens on this machine, and stops by itself.
"""

from __future__ import annotations

import asyncio
import os
import re
import resource
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from tests.running import RunningSite, running_site

from bench.figures import Figure

OPEN_PAGES = 1_000
PAIRS = 20
MESSAGES = 300
PAUSE_S = 0.05  # twenty messages a second: a busy evening of a town, not a flood
GIVES_UP_S = 20
# What people take for immediate, and the longest they stay with a thought (Nielsen, Usability Engineering, 1993, 5.5).
MEDIAN_MS, SLOWEST_MS = 100, 1_000
FILES = 4_096
CSRF = "c" * 32
LIVE = re.compile(r'data-live="([^"]+)"')


@dataclass(frozen=True)
class Pair:
    """Two who talk: who writes, who reads, and where."""

    writer: str
    reader: str
    path: str


def measure() -> Iterator[Figure]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    with running_site(demonstration=False) as site:
        sessions, pairs = _people(site)
        told, shown, memory = asyncio.run(_evening(site, sessions, pairs))
    how = f"{len(shown)} messages, {OPEN_PAGES:,} open pages"
    yield Figure("sent to told, median", median(told), "ms", how=how)
    yield Figure("sent to told, p99", _p99(told), "ms", how=how)
    yield Figure("sent to shown, median", median(shown), "ms", MEDIAN_MS)
    yield Figure("sent to shown, p99", _p99(shown), "ms", SLOWEST_MS)
    yield Figure("memory of the live process", memory, "MB", how="resident, with its pages open")


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[98]


def _people(site: RunningSite) -> tuple[list[str], list[Pair]]:
    """A session for each of those who keep a page open, and the pairs among them who talk."""
    os.environ.update(DATABASE_URL=site.database_url, MAILLAGE_DATA=str(site.folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.platform.settings")
    import django

    django.setup()
    from django.db import connections

    from maillage.conversations import actions
    from maillage.platform.ids import new_id
    from maillage.residents.models import Resident

    people = [Resident(email=f"{new_id()}@voisins.example", name=f"Voisin {n}") for n in range(OPEN_PAGES)]
    for person in people:
        person.set_unusable_password()
    Resident.objects.bulk_create(people)
    sessions = [_session(person) for person in people]
    pairs = []
    for number in range(PAIRS):
        writer, reader = people[2 * number], people[2 * number + 1]
        talk = actions.open(writer, [reader], None, text="Bonsoir !", key=new_id())
        pairs.append(Pair(sessions[2 * number], sessions[2 * number + 1], talk.get_absolute_url()))
    connections.close_all()
    return sessions, pairs


def _session(person: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from maillage.residents.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


async def _evening(site: RunningSite, sessions: list[str], pairs: list[Pair]) -> tuple[list[float], list[float], float]:
    """Milliseconds from sent to told and from sent to shown, and the live process's megabytes."""
    async with httpx.AsyncClient(base_url=site.address, timeout=GIVES_UP_S) as client, AsyncExitStack() as stack:
        page = await client.get(pairs[0].path, headers={"Cookie": pairs[0].reader})
        found = LIVE.search(page.text)
        if found is None:
            raise RuntimeError(f"{pairs[0].path} opens no live connection: {page.status_code}")
        pages = {}
        for session in sessions:
            pages[session] = await OpenPage.open(found[1], session)
            stack.push_async_callback(pages[session].close)
        await asyncio.gather(*(page.told("refresh") for page in pages.values()))
        told, shown = [], []
        for number in range(MESSAGES):
            pair = pairs[number % len(pairs)]
            sent_at, told_at, shown_at = await _message(client, pair, pages[pair.reader], f"Message {number}")
            told.append((told_at - sent_at) * 1000)
            shown.append((shown_at - sent_at) * 1000)
            await asyncio.sleep(PAUSE_S)
        return told, shown, _megabytes(urlsplit(found[1]).port)


async def _message(client: httpx.AsyncClient, pair: Pair, page: OpenPage, text: str) -> tuple[float, float, float]:
    before = await _last(client, pair)
    page.forget()
    form = {"text": text, "idempotency_key": str(uuid4()), "csrfmiddlewaretoken": CSRF, "apres": before}
    sent_at = time.perf_counter()
    posting = asyncio.create_task(
        client.post(pair.path, data=form, headers={"Cookie": pair.writer, "HX-Request": "true"})
    )
    await page.told("conversation")
    told_at = time.perf_counter()
    fragment = await client.get(
        f"{pair.path}nouveaux/", params={"apres": before}, headers={"Cookie": pair.reader, "HX-Request": "true"}
    )
    shown_at = time.perf_counter()
    (await posting).raise_for_status()
    if text not in fragment.text:
        raise RuntimeError(f"The page was told and did not find “{text}”: {fragment.status_code}")
    return sent_at, told_at, shown_at


async def _last(client: httpx.AsyncClient, pair: Pair) -> str:
    page = await client.get(pair.path, headers={"Cookie": pair.reader})
    found = re.search(r'name="apres" value="([^"]+)"', page.text)
    if found is None:
        raise RuntimeError(f"{pair.path} does not say its last message")
    return found[1]


class OpenPage:
    """An open page, on a bare socket: a thousand clients of a library would weigh more than what is measured."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._events: dict[str, asyncio.Event] = {"refresh": asyncio.Event(), "conversation": asyncio.Event()}
        self._reading = asyncio.create_task(self._read(reader))

    @classmethod
    async def open(cls, address: str, cookie: str) -> OpenPage:
        parts = urlsplit(address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\n\r\n"
        writer.write(request.encode())
        return cls(reader, writer)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            name = line.strip().removeprefix(b"event: ").decode(errors="replace")
            if name in self._events:
                self._events[name].set()

    def forget(self) -> None:
        self._events["conversation"].clear()

    async def told(self, event: str) -> None:
        async with asyncio.timeout(GIVES_UP_S):
            await self._events[event].wait()

    async def close(self) -> None:
        self._reading.cancel()
        self._writer.close()


def _megabytes(port: int | None) -> float:
    """What the live process that serves this port holds in memory, by what the kernel says of it."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"maillage.platform.live" in words and str(port).encode() in words:
                status = (folder / "status").read_text()
                return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024
        except OSError:
            continue
    raise RuntimeError("The live process is not among those running")
