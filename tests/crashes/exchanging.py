"""Two neighbours who lend, give and talk, whatever is killed: each thing is asked again until it is acknowledged."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self
from uuid import uuid4

import httpx

from tests.crashes.neighbours import CSRF, Neighbour
from tests.running import RunningSite

PATIENCE_SECONDS = 90
# One books within the year that comes; then the days come again, with other words.
DAYS = 350
# Every so many, what was acknowledged is sent again, as by a page that is loaded anew.
AGAIN_EVERY = 3
# Every so many, what was said is read: what is said afterwards is told anew.
READ_EVERY = 4
SERVER_ERRORS = range(500, 600)


@dataclass
class Acknowledged:
    """What the site answered by a redirect: each in words of its own."""

    lent: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)
    released: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ", ".join(f"{name}: {len(words)}" for name, words in vars(self).items())

    @classmethod
    def sum(cls, several: Iterable[Self]) -> Self:
        """What was acknowledged to all of them."""
        found = cls()
        for each in several:
            for name, words in vars(each).items():
                getattr(found, name).extend(words)
        return found


class Pair(threading.Thread):
    """One who asks, and one who lends and gives."""

    def __init__(self, site: RunningSite, asker: Neighbour, owner: Neighbour) -> None:
        super().__init__(name=asker.name, daemon=True)
        self.site, self.asker, self.owner = site, asker, owner
        self.done = Acknowledged()
        self.counts = Counter[str]()
        self.wrong: list[str] = []
        self.is_told_to_stop = threading.Event()

    def run(self) -> None:
        number = 0
        try:
            with self._client(self.asker) as asker, self._client(self.owner) as owner:
                while not self.is_told_to_stop.is_set():
                    number += 1
                    self._lend(asker, owner, number)
                    self._talk(asker, owner, number)
                    self._give(asker, owner, number)
        except Exception as error:  # read by the test: a thread has nobody to raise to
            self.wrong.append(f"{self.name}: {error!r}")

    def _client(self, person: Neighbour) -> httpx.Client:
        return httpx.Client(base_url=self.site.address, headers={"Cookie": person.cookies}, timeout=30)

    def _lend(self, asker: httpx.Client, owner: httpx.Client, number: int) -> None:
        words = f"{self.name} emprunte {number}."
        day = date.today() + timedelta(days=2 + number % DAYS)  # noqa: DTZ011 (some day of the year that comes)
        path = self._post(asker, f"{self.owner.loan}reserver/", number, du=str(day), au=str(day), words=words)
        self.done.lent.append(words)
        self._post(owner, f"{path}accepter/")
        self.done.accepted.append(words)

    def _talk(self, asker: httpx.Client, owner: httpx.Client, number: int) -> None:
        words = f"{self.name} dit {number}."
        self._post(asker, self.asker.talk, number, text=words)
        self.done.said.append(words)
        if number % READ_EVERY == 0:
            with suppress(httpx.HTTPError):
                owner.get(self.asker.talk)

    def _give(self, asker: httpx.Client, owner: httpx.Client, number: int) -> None:
        words = f"{self.name} voudrait {number}."
        path = self._post(asker, f"{self.owner.gift}prendre/", number, words=words)
        self.done.given.append(words)
        self._post(owner, f"{path}promettre/")
        self.done.promised.append(words)
        self._post(asker, f"{path}liberer/")
        self.done.released.append(words)

    def _post(self, client: httpx.Client, path: str, number: int = 0, **said: str) -> str:
        """Where it led, once it is acknowledged. Sent again now and then: it must lead to the same."""
        form = {**said, "idempotency_key": str(uuid4()), "csrfmiddlewaretoken": CSRF}
        led = self._insist(client, path, form)
        if number and number % AGAIN_EVERY == 0 and self._insist(client, path, form) != led:
            self.wrong.append(f"{path} led elsewhere the second time")
        return led

    def _insist(self, client: httpx.Client, path: str, form: dict[str, str]) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = client.post(path, data=form)
            except httpx.HTTPError:
                self.counts["cut"] += 1
            else:
                if answer.is_redirect:
                    self.counts["acknowledged"] += 1
                    return answer.headers["Location"]
                if answer.status_code not in SERVER_ERRORS:
                    raise RuntimeError(f"{path}: {answer.status_code}\n{answer.text[:4000]}")
                self.counts[f"answered {answer.status_code}"] += 1
            time.sleep(0.1)
        raise TimeoutError(f"{path} was not acknowledged within {PATIENCE_SECONDS} s")
