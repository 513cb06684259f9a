"""What a page costs: SQL queries for a signed-in resident, and what a browser transfers on its first view."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import httpx
from playwright.sync_api import Browser, sync_playwright
from tests.browsing import PHONE, launch
from tests.people import become, cookie_header, measured_paths
from tests.running import RunningSite, running_site

from bench.figures import Figure

QUERIES = 8
BYTES = 100_000
REQUESTS = 15
SETTLED_MS = 1500  # the live connection never ends: a quiet network would not come


def measure() -> Iterator[Figure]:
    with running_site() as site, closing(become(site)) as client:
        paths = measured_paths(client)
        yield from _queries(site, client, paths)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for name, path in paths.items():
                yield from _first_view(browser, site, client, name, path)
            browser.close()


def _queries(site: RunningSite, client: httpx.Client, paths: dict[str, str]) -> Iterator[Figure]:
    """The same pages in this process, on the site's database, where queries can be counted."""
    os.environ.update(DATABASE_URL=site.database_url, MAILLAGE_DATA=str(site.folder), MAILLAGE_DEMONSTRATION="1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.platform.settings")
    import django

    django.setup()
    from django.db import connection, connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    inside = Client(HTTP_HOST="localhost", headers={"cookie": cookie_header(client)})
    for name, path in paths.items():
        inside.get(path)  # what a process remembers between two requests, it remembers here too
        with CaptureQueriesContext(connection) as queries:
            answer = inside.get(path)
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        yield Figure(f"{name}: SQL queries", len(queries), "", QUERIES)
    connections.close_all()


def _first_view(browser: Browser, site: RunningSite, client: httpx.Client, name: str, path: str) -> Iterator[Figure]:
    context = browser.new_context(viewport=PHONE, locale="fr-FR", service_workers="block")
    context.add_cookies(
        [{"name": cookie.name, "value": cookie.value or "", "url": site.address} for cookie in client.cookies.jar]
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    asked: list[str] = []
    sizes: list[int] = []
    devtools.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(site.url(path))
    page.wait_for_timeout(SETTLED_MS)
    context.close()
    fetched = [url for url in asked if url.startswith("http")]
    others = [url for url in fetched if not url.startswith("http://localhost:")]
    if others:
        raise RuntimeError(f"{path} asks somebody else: {others}")
    yield Figure(f"{name}: transferred", sum(sizes), "bytes", BYTES)
    yield Figure(f"{name}: requests, none to others", len(fetched), "", REQUESTS)
