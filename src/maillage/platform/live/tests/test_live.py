"""The live process, for real: its own process, PostgreSQL's notices, HTTP streams."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from maillage.platform import clock, live
from maillage.platform.ids import new_id
from maillage.platform.live.listener import NAME
from maillage.platform.live.testing import live_process

pytestmark = pytest.mark.django_db(transaction=True)

SOON_S = 10  # how long a test waits for what should come at once
NOTHING_S = 0.4  # and for what should not come


@pytest.fixture(scope="module")
def process_address(django_db_setup) -> Iterator[str]:
    """One process for all: it keeps nothing but its open pages."""
    with live_process(MAILLAGE_LIVE_HEARTBEAT="0.3", MAILLAGE_LIVE_RECHECK="0.3") as (address, _process):
        yield address


@pytest.fixture
def address(transactional_db, process_address: str) -> str:
    """Where it answers, once the pages of the test before are gone."""
    deadline = time.monotonic() + SOON_S
    while open_pages(process_address) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert open_pages(process_address) == 0
    return process_address


def open_pages(address: str) -> int:
    return int(httpx.get(f"{address}/live/health", timeout=SOON_S).json()["connections"])


def signed_in(**changes) -> tuple[str, dict[str, str]]:
    """The topic of somebody new, and the cookie of their browser."""
    resident = get_user_model()._default_manager.create(email=f"{new_id()}@voisins.example", name="Maëlle", **changes)
    browser = Client()
    browser.force_login(resident)
    name = settings.SESSION_COOKIE_NAME
    return f"resident:{resident.pk}", {name: browser.cookies[name].value}


def somebody_gone() -> dict[str, str]:
    topic, cookies = signed_in()
    get_user_model()._default_manager.filter(pk=topic.removeprefix("resident:")).delete()
    return cookies


class Page:
    """An open page: the events it received, each as (name, data)."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.lines = response.aiter_lines()
        self.heartbeats = 0

    async def next(self, within_s: float = SOON_S) -> tuple[str, str]:
        """The next event. Raises TimeoutError, or StopAsyncIteration when the stream ended."""
        name, data = "", ""
        async with asyncio.timeout(within_s):
            async for line in self.lines:
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data:"):
                    data = line[5:].strip()
                elif line.startswith(":"):
                    self.heartbeats += 1
                elif not line and name:
                    return name, data
        raise StopAsyncIteration

    async def hears_nothing(self) -> bool:
        try:
            return not await self.next(NOTHING_S)
        except TimeoutError:
            return True

    async def is_over(self) -> bool:
        try:
            await self.next()
        except (StopAsyncIteration, httpx.RemoteProtocolError, RuntimeError):
            return True
        return False


@asynccontextmanager
async def page(address: str, cookies: dict[str, str], **headers: str) -> AsyncIterator[Page]:
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), **headers}
    async with (
        httpx.AsyncClient(timeout=SOON_S) as client,
        client.stream("GET", f"{address}/live/", headers=sent) as response,
    ):
        yield Page(response)


async def told(topic: str, event: str = "conversation", payload: str = "1") -> None:
    await asyncio.to_thread(published, topic, event, payload)


def published(topic: str, event: str, payload: str) -> None:
    try:
        live.publish(topic, event, payload)
    finally:
        connection.close()


def test_a_page_is_told_to_refresh_then_what_happens_to_its_resident(address):
    topic, cookies = signed_in()

    async def story():
        async with page(address, cookies) as mine:
            assert await mine.next() == ("refresh", "")
            await told(topic, "conversation", "un été")
            assert await mine.next() == ("conversation", "un été")

    asyncio.run(story())


def test_nobody_hears_what_happens_to_another(address):
    (_, hers), (his_topic, his) = signed_in(), signed_in()

    async def story():
        async with page(address, hers) as her_page, page(address, his) as his_page:
            await her_page.next()
            await his_page.next()
            await told(his_topic)
            assert await his_page.next() == ("conversation", "1")
            assert await her_page.hears_nothing()

    asyncio.run(story())


def test_nothing_is_told_of_what_was_undone(address):
    topic, cookies = signed_in()

    def undone() -> None:
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            live.publish(topic, "conversation", "undone")
            raise ZeroDivisionError
        published(topic, "conversation", "done")

    async def story():
        async with page(address, cookies) as mine:
            await mine.next()
            await asyncio.to_thread(undone)
            assert await mine.next() == ("conversation", "done")

    asyncio.run(story())


@pytest.mark.parametrize("who", ["a visitor", "a forger", "somebody suspended", "somebody gone"])
def test_those_who_may_not_listen_are_sent_away_for_a_while(address, who):
    cookies = {
        "a visitor": dict,
        "a forger": lambda: {settings.SESSION_COOKIE_NAME: "abcdefghijklmnopqrstuvwxyz012345"},
        "somebody suspended": lambda: signed_in(suspended_at=clock.now())[1],
        "somebody gone": somebody_gone,
    }[who]()
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    answer = httpx.get(f"{address}/live/", headers=sent, timeout=SOON_S)
    assert (answer.status_code, answer.text) == (200, "retry: 300000\n\n")


def test_a_session_of_an_older_password_does_not_listen(address):
    topic, cookies = signed_in()
    resident = get_user_model()._default_manager.get(pk=topic.removeprefix("resident:"))
    resident.set_password("un autre mot de passe")
    resident.save()
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    assert httpx.get(f"{address}/live/", headers=sent, timeout=SOON_S).text.startswith("retry")


def test_a_resident_suspended_while_listening_is_let_go(address):
    topic, cookies = signed_in()

    def suspend() -> None:
        residents = get_user_model()._default_manager
        residents.filter(pk=topic.removeprefix("resident:")).update(suspended_at=clock.now())
        connection.close()

    async def story():
        async with page(address, cookies) as mine:
            await mine.next()
            await asyncio.to_thread(suspend)
            assert await mine.is_over()

    asyncio.run(story())


def test_a_silent_page_hears_the_heart_beat(address):
    _, cookies = signed_in()

    async def story():
        async with page(address, cookies) as mine:
            await mine.next()
            with contextlib.suppress(TimeoutError):
                await mine.next(1.5)
            assert mine.heartbeats >= 2

    asyncio.run(story())


def test_only_the_pages_of_the_site_may_listen(address):
    _, cookies = signed_in()

    async def story():
        async with page(address, cookies, Origin="https://ailleurs.example") as theirs:
            assert theirs.response.status_code == 403
        async with page(address, cookies, Origin=settings.SITE_ADDRESS) as ours:
            assert ours.response.headers["Access-Control-Allow-Origin"] == settings.SITE_ADDRESS
            assert ours.response.headers["Access-Control-Allow-Credentials"] == "true"

    asyncio.run(story())


def test_pages_stay_open_when_the_connection_to_postgresql_is_lost(address):
    topic, cookies = signed_in()

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s AND datname = current_database()",
                [NAME],
            )
            assert cursor.rowcount == 1
        connection.close()

    async def story():
        async with page(address, cookies) as mine:
            assert (await mine.next())[0] == "refresh"
            await asyncio.to_thread(cut)
            assert await mine.next() == ("refresh", "")
            await told(topic)
            assert await mine.next() == ("conversation", "1")

    asyncio.run(story())


def test_two_hundred_pages_each_hear_their_own(address):
    people = [signed_in() for _ in range(200)]

    async def story():
        async with contextlib.AsyncExitStack() as stack:
            pages = await asyncio.gather(
                *(stack.enter_async_context(page(address, cookies)) for _topic, cookies in people)
            )
            await asyncio.gather(*(mine.next() for mine in pages))
            await asyncio.to_thread(tell_each)
            heard = await asyncio.gather(*(mine.next() for mine in pages))
            assert [data for _name, data in heard] == [topic for topic, _cookies in people]

    def tell_each() -> None:
        with transaction.atomic():
            for topic, _cookies in people:
                live.publish(topic, "conversation", topic)
        connection.close()

    asyncio.run(story())


def test_beyond_the_cap_of_one_person_the_oldest_page_is_let_go(address):
    _, cookies = signed_in()

    async def story():
        async with contextlib.AsyncExitStack() as stack:
            pages = []
            for _ in range(13):
                pages.append(await stack.enter_async_context(page(address, cookies)))
                await pages[-1].next()
            assert await pages[0].is_over()
            assert await pages[1].hears_nothing()

    asyncio.run(story())


def test_a_page_that_does_not_read_is_let_go_and_harms_nobody(address):
    (lazy_topic, lazy), (topic, cookies) = signed_in(), signed_in()
    host, port = address.removeprefix("http://").split(":")

    def flood() -> None:
        for number in range(300):
            live.publish(lazy_topic, "conversation", f"{number}-" + "x" * 1500)
        connection.close()

    async def story():
        reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
        [(name, value)] = lazy.items()
        writer.write(f"GET /live/ HTTP/1.1\r\nHost: {host}\r\nCookie: {name}={value}\r\n\r\n".encode())
        await reader.readline()
        async with page(address, cookies) as mine:
            await mine.next()
            assert await asyncio.to_thread(open_pages, address) == 2
            await asyncio.to_thread(flood)
            await told(topic)
            assert await mine.next() == ("conversation", "1")
            assert await asyncio.to_thread(open_pages, address) == 1
        writer.close()

    asyncio.run(story())


def test_stopping_lets_the_pages_go_at_once():
    _, cookies = signed_in()

    async def story(address, process):
        async with page(address, cookies) as mine:
            await mine.next()
            process.send_signal(signal.SIGTERM)
            assert await mine.is_over()
            await asyncio.to_thread(process.wait, SOON_S)
        assert process.returncode == 0

    with live_process() as (address, process):
        asyncio.run(story(address, process))


def test_content_does_not_travel_by_live_events():
    with pytest.raises(ValueError, match="identifier"):
        live.publish("resident:1", "conversation", "x" * 3000)
