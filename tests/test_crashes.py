"""Processes killed without warning while people write: nothing acknowledged is lost, nothing is said twice."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.people import TOKEN, become, first_link
from tests.running import RunningSite, running_site

WRITERS = 3
PAUSE_SECONDS = 1.5
PATIENCE_SECONDS = 90
# How each process of the site is recognised by its command line.
PROCESSES = {"database": "postgres", "pages": "wsgi", "live": "maillage.platform.live", "jobs": "work"}
OUTAGE = "Maillage revient dans un instant"


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    with running_site(own_server=True) as running:
        yield running


@pytest.fixture
def people() -> Iterator[ExitStack]:
    """Closes the clients of those who took part."""
    with ExitStack() as stack:
        yield stack


def process_of(site: RunningSite, name: str) -> int | None:
    """The process that the site started under that name, if it stands."""
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
    for pid in children:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        if any(PROCESSES[name] in word for word in words):
            return int(pid)
    return None


def kill(site: RunningSite, name: str) -> None:
    pid = process_of(site, name)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


class Writer(threading.Thread):
    """Somebody who says things, and says each again with the same key until it is acknowledged."""

    def __init__(self, name: str, client: httpx.Client, path: str) -> None:
        super().__init__(name=name, daemon=True)
        self.client = client
        self.path = path
        self.acknowledged: list[str] = []
        self.is_told_to_stop = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.is_told_to_stop.is_set():
            number += 1
            words = f"{self.name} dit {number}."
            if self._is_acknowledged(words):
                self.acknowledged.append(words)

    def _is_acknowledged(self, words: str) -> bool:
        key = str(uuid4())
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                page = self.client.get(self.path)
                token = TOKEN.search(page.text)
                if page.status_code == httpx.codes.OK and token:
                    said = {"csrfmiddlewaretoken": token[1], "idempotency_key": key, "text": words}
                    if self.client.post(self.path, data=said, follow_redirects=False).is_redirect:
                        return True
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        return False


def told(site: RunningSite, client: httpx.Client, path: str, names: list[str]) -> list[str]:
    """Everything the writers said, as the conversation shows it, oldest pages included."""
    found: list[str] = []
    following: str | None = path
    while following:
        page = client.get(following).text
        found += re.findall(rf"(?:{'|'.join(names)}) dit \d+\.", page)
        older = re.search(r'href="([^"]*[?&]avant=[^"]+)"', page)
        following = older[1].replace("&amp;", "&") if older else None
        if following and following.startswith("?"):
            following = path + following
    return found


def test_what_was_acknowledged_survives_whatever_is_killed(site, people):
    names = [f"Plume{number}" for number in range(WRITERS)]
    clients = [people.enter_context(closing(become(site))) for _ in names]
    path = first_link(clients[0], "/messages/", r'href="(/messages/[0-9a-f-]{36}/)')
    writers = [Writer(name, client, path) for name, client in zip(names, clients, strict=True)]
    for writer in writers:
        writer.start()
    for victim in [*PROCESSES, *PROCESSES]:
        time.sleep(PAUSE_SECONDS)
        kill(site, victim)
    for writer in writers:
        writer.is_told_to_stop.set()
    for writer in writers:
        writer.join(PATIENCE_SECONDS)
    acknowledged = [words for writer in writers for words in writer.acknowledged]
    shown = told(site, clients[0], path, names)
    assert len(acknowledged) > 2 * WRITERS, "the writers must have written between two crashes"
    assert not set(acknowledged) - set(shown)
    assert len(shown) == len(set(shown))


def test_a_lost_database_gives_a_page_that_says_so_then_the_site_comes_back(site, people):
    client = people.enter_context(closing(become(site)))
    site.process.send_signal(signal.SIGSTOP)  # nobody starts it again for a moment
    try:
        kill(site, "database")
        for _page in range(5):  # through each worker, whose connections were open
            answer = client.get("/annonces/", timeout=30)
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
            assert OUTAGE in answer.text
            assert answer.headers["Retry-After"]
    finally:
        site.process.send_signal(signal.SIGCONT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while client.get("/annonces/").status_code != httpx.codes.OK:
        assert time.monotonic() < deadline, "the site did not come back"
        time.sleep(0.2)
