"""Being a persona of the demonstration, and the addresses of its pages that are worth measuring."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar

import httpx

from tests.running import RunningSite

PERSONA = "maelle"
DOOR = f"/demonstration/devenir/{PERSONA}/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def become(site: RunningSite) -> httpx.Client:
    """A client signed in as the persona, through the page as anyone would."""
    client = httpx.Client(base_url=site.address, cookies=CookieJar(), follow_redirects=True, timeout=30)
    token = TOKEN.search(client.get("/").text)
    if token is None:
        raise RuntimeError("The landing page has no form.")
    answer = client.post(DOOR, data={"csrfmiddlewaretoken": token[1]}, headers={"Referer": site.url("/")})
    answer.raise_for_status()
    return client


def measured_paths(client: httpx.Client) -> dict[str, str]:
    """The pages people see most, by name: a listing and a conversation are the first of their lists."""
    listing = first_link(client, "/annonces/", r'href="(/annonces/[0-9a-f-]{36}/)"')
    conversation = first_link(client, "/messages/", r'href="(/messages/[0-9a-f-]{36}/)')
    return {
        "around me": "/",
        "listings": "/annonces/",
        "a listing": listing,
        "messages": "/messages/",
        "a conversation": conversation,
        "ask": "/demander/?q=perceuse",
        "search": "/recherche/?q=perceuse",
        "a commune": "/communes/22050-dinan/",
        "my account": "/compte/",
        "my exchanges": "/mes-echanges/",
        "my bookings": "/reservations/",
        "a booking": first_link(client, "/reservations/", r'href="(/reservations/[0-9a-f-]{36}/)"'),
        "a line": first_link(client, "/mes-echanges/", r'href="(/annonces/[0-9a-f-]{36}/file/)"'),
        "a swap": first_link(client, "/mes-echanges/", r'href="(/trocs/[0-9a-f-]{36}/)"'),
        "an agreement": first_link(client, "/accords/", r'href="(/accords/[0-9a-f-]{36}/)"'),
        "my reviews": "/avis/",
        "my saved searches": "/alertes/",
        "what concerns me": "/vous-concerne/",
        "how I am told": "/vous-concerne/reglages/",
        "where I live, shown": "/compte/justification/",
    }


def first_link(client: httpx.Client, path: str, link: str) -> str:
    """The first address of a page that looks like `link` (its first group)."""
    found = re.search(link, client.get(path).text)
    if found is None:
        raise RuntimeError(f"{path} shows no link like {link}")
    return found[1]


def cookie_header(client: httpx.Client) -> str:
    """The cookies of a client, for another program that speaks in its name."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
