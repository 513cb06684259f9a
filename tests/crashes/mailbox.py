"""A mail server that keeps what it is given, and the hours of the site's post, which pass faster than ours."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import psycopg
from aiosmtpd.controller import Controller

from tests.running import free_ports

TICK_SECONDS = 0.5
# The five minutes in which one may see it on the site are over, the day on which one was told enough, each pause.
LATER = (
    "UPDATE notices_notice SET told_at = told_at - interval '6 minutes', due_at = now() WHERE due_at > now()",
    "UPDATE notices_delivery SET day = day - 1 WHERE left_at > now() - interval '1 hour' AND day >= current_date",
    "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo' AND scheduled_at > now()",
    # A site has one worker, and a new one begins when the former is dead: that one has been silent for long enough.
    """UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'
    WHERE id < (SELECT max(id) FROM procrastinate_workers)""",
)
# What begins each minute.
MINUTE = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
    VALUES ('default', 'maillage.notices.jobs.deliver', 'notices-deliver', '{"timestamp": 0}'),
           ('default', 'maillage.platform.jobs.rescue', 'platform-rescue', '{"timestamp": 0}')
    ON CONFLICT DO NOTHING
"""
PAGE = re.compile(r"/(?:reservations|promesses)/[0-9a-f-]{36}/")
CUT_SHORT = re.compile(r"The e-mail (<[^>]+>) was cut short")


class Mailbox:
    """A mail server. Who is in `kills` is killed when an e-mail was kept, before its answer is read."""

    def __init__(self) -> None:
        (self.port,) = free_ports(1)
        self.letters: list[EmailMessage] = []
        self.kills: Callable[[], None] | None = None
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - SMTP's word
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        kills, self.kills = self.kills, None
        if kills is not None:
            kills()
        return "250 kept"

    def counted(self) -> Counter[str]:
        """How often each e-mail came, by its Message-ID."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    def counted_by_words(self) -> Counter[tuple[str, str, str]]:
        """How often each person was told the same of one booking or promise: whatever the e-mail is numbered."""
        told = Counter[tuple[str, str, str]]()
        for letter in self.letters:
            found = PAGE.search(letter.get_body(["plain"]).get_content())
            if found:
                told[str(letter["To"]), str(letter["Subject"]), found[0]] += 1
        return told


class Hours(threading.Thread):
    """Time that passes: nobody in a test waits five minutes for an e-mail."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address = address
        self.is_told_to_stop = threading.Event()

    def run(self) -> None:
        while not self.is_told_to_stop.is_set():
            try:
                with psycopg.connect(self.address, connect_timeout=2, autocommit=True) as connection:
                    while not self.is_told_to_stop.wait(TICK_SECONDS):
                        for order in (*LATER, MINUTE):
                            connection.execute(order)
            except psycopg.Error:
                time.sleep(TICK_SECONDS)
