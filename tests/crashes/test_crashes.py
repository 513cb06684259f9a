"""Processes killed without warning while people exchange: nothing acknowledged is lost, nobody is told twice.

The four processes are killed in turns, the worker also at the very moment when the mail server has kept an e-mail.
`MAILLAGE_CRASH_SECONDS` says for how long to go on (docs/performance.md has what it gave).
The control of the e-mails is beside the mailer: without the note of what was given, one is sent twice.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle

import httpx
import pytest

from maillage.platform import embedded
from tests.crashes.exchanging import Acknowledged, Pair
from tests.crashes.killing import kill
from tests.crashes.looking import Database
from tests.crashes.mailbox import CUT_SHORT, Hours, Mailbox
from tests.crashes.neighbours import Neighbour, settle
from tests.running import RunningSite, running_site

SECONDS = float(os.environ.get("MAILLAGE_CRASH_SECONDS", "0"))
HANDING_OVER = "jobs, an e-mail being given"
TURNS = (HANDING_OVER, "database", "pages", "jobs", "database", "live")
# What each gets done between two crashes, seven things making a round of all.
ANSWERS = 4 if not SECONDS else 12
PATIENCE_SECONDS = 90
OUTAGE = "Maillage revient dans un instant"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.controller.start()
    yield box
    box.controller.stop()


@pytest.fixture(scope="module")
def site(mailbox) -> Iterator[RunningSite]:
    server = {"MAILLAGE_SMTP_HOST": "127.0.0.1", "MAILLAGE_SMTP_PORT": str(mailbox.port), "MAILLAGE_SMTP_TLS": "0"}
    with running_site(demonstration=False, own_server=True, **server) as running:
        yield running


@pytest.fixture(scope="module")
def database(site) -> Database:
    return Database(embedded.Server(site.folder / "postgres", embedded.binaries()).url("maillage"))


@pytest.fixture(scope="module")
def neighbours(site, database) -> list[Neighbour]:
    return settle(site, database.address)


@pytest.fixture
def pairs(site, neighbours) -> Iterator[list[Pair]]:
    """Each asks the next one, from now on until told to stop."""
    several = [Pair(site, one, other) for one, other in zip(neighbours, neighbours[1:] + neighbours[:1], strict=True)]
    for pair in several:
        pair.start()
    yield several
    for pair in several:
        pair.is_told_to_stop.set()


@pytest.fixture
def hours(database) -> Iterator[Hours]:
    passing = Hours(database.address)
    passing.start()
    yield passing
    passing.is_told_to_stop.set()
    passing.join(PATIENCE_SECONDS)


def kill_in_turns(site: RunningSite, mailbox: Mailbox, pairs: list[Pair]) -> Counter[str]:
    """Each in its turn, once people could go on after the former; at least once round, and for as long as asked."""
    killed, ends_at = Counter[str](), time.monotonic() + SECONDS
    for turn, victim in enumerate(cycle(TURNS)):
        if time.monotonic() >= ends_at and turn >= len(TURNS):
            break
        people_go_on(pairs)
        if victim == HANDING_OVER:
            killed[victim] += kill_when_it_gives(site, mailbox)
        else:
            killed[victim] += kill(site, victim)
    people_go_on(pairs)
    return killed


def kill_when_it_gives(site: RunningSite, mailbox: Mailbox) -> bool:
    """Kill the worker between the mail server’s keeping of an e-mail and its answer; whether it came to that."""
    is_killed = threading.Event()

    def now() -> None:
        if kill(site, "jobs"):
            is_killed.set()

    mailbox.kills = now
    is_killed.wait(PATIENCE_SECONDS)
    mailbox.kills = None
    return is_killed.is_set()


def people_go_on(pairs: list[Pair]) -> None:
    """Wait until each of them got some answers again."""
    before = [pair.counts["acknowledged"] for pair in pairs]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(pair.counts["acknowledged"] < was + ANSWERS for pair, was in zip(pairs, before, strict=True)):
        if time.monotonic() > deadline or not all(pair.is_alive() for pair in pairs):
            return
        time.sleep(0.05)


def calm(database: Database) -> None:
    """Everything that was cut short is taken up again, and has left."""
    deadline, left = time.monotonic() + PATIENCE_SECONDS, 1
    while left and time.monotonic() < deadline:
        time.sleep(0.5)
        left = database.waiting()
    assert not left, database.jobs()


def test_what_was_acknowledged_survives_and_nobody_is_told_twice_whatever_is_killed(
    site, database, mailbox, pairs, hours
):
    began = time.monotonic()
    killed = kill_in_turns(site, mailbox, pairs)
    for pair in pairs:
        pair.is_told_to_stop.set()
    for pair in pairs:
        pair.join(2 * PATIENCE_SECONDS)
    calm(database)
    lasted = time.monotonic() - began
    hours.is_told_to_stop.set()

    done = Acknowledged.sum([pair.done for pair in pairs])
    bookings, claims, said = database.bookings(), database.claims(), database.said()
    came, left = mailbox.counted(), {f"<{number}@localhost>" for number in database.left()}
    cut_short = set(CUT_SHORT.findall((site.folder / "site.log").read_text()))
    counts = sum((pair.counts for pair in pairs), Counter[str]())
    print(f"{lasted:.0f} s; killed: {dict(killed)}; answers: {dict(counts)}; {done}", flush=True)
    print(f"e-mails that left: {len(left)}, came: {came.total()}, cut short: {len(cut_short)}", end=", ", flush=True)
    print(f"twice: {(came - Counter(set(came))).total()}, never: {len(left - set(came))}", flush=True)

    assert killed[HANDING_OVER], "no worker was killed while it gave an e-mail"
    assert [wrong for pair in pairs for wrong in pair.wrong] == []
    assert min(len(pair.done.released) for pair in pairs) > 1, "they must have exchanged between two crashes"
    # What was acknowledged is there, once
    assert {words: bookings.get(words) for words in done.accepted} == {words: ["accepted"] for words in done.accepted}
    assert {words: claims.get(words) for words in done.released} == {words: ["released"] for words in done.released}
    assert set(done.lent) <= set(bookings)
    assert set(done.given) <= set(claims)
    assert set(done.said) <= set(said)
    # Nothing is there twice, acknowledged or not
    assert [words for words, states in (bookings | claims).items() if len(states) > 1] == []
    assert [words for words, number in said.items() if number > 1 and words != "Bonjour !"] == []
    assert database.noted_twice() == []
    assert database.told_twice() == []
    assert database.told()["promises.claimed"] == len(claims)
    # Each e-mail came once; one that was being given when the worker died may not have come, and is named
    assert [name for name, number in came.items() if number > 1] == []
    assert [words for words, number in mailbox.counted_by_words().items() if number > 1] == []
    assert left - set(came) <= cut_short
    assert set(came) <= left


def test_a_lost_database_gives_a_page_that_says_so_then_the_site_comes_back(site, neighbours):
    cookies = {"Cookie": neighbours[0].cookies}
    with httpx.Client(base_url=site.address, headers=cookies, timeout=30) as client:
        site.process.send_signal(signal.SIGSTOP)  # nobody starts it again for a moment
        try:
            kill(site, "database")
            for _page in range(5):  # through each worker, whose connections were open
                answer = client.get("/annonces/")
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
                assert OUTAGE in answer.text
                assert answer.headers["Retry-After"]
        finally:
            site.process.send_signal(signal.SIGCONT)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while client.get("/annonces/").status_code != httpx.codes.OK:
            assert time.monotonic() < deadline, "the site did not come back"
            time.sleep(0.2)
