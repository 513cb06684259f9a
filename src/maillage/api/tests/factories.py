"""What the API's tests ask, and whom they ask about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from maillage.feed.models import Audience
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.residents.models import Resident

API = "/api/v1/"


def a_public_listing(author: Resident | None = None, **fields: Any) -> Listing:
    return a_listing(author, **({"audience": Audience.PUBLIC} | fields))


def read(path: str, language: str = "fr", **query: Any) -> dict[str, Any]:
    """What the API answers, when it answers."""
    response = Client().get(API + path, query, headers={"accept-language": language})
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def refused(path: str, **query: Any) -> dict[str, Any]:
    """The problem that the API answers."""
    response = Client(raise_request_exception=False).get(API + path, query)
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    body: dict[str, Any] = response.json()
    assert body["status"] == response.status_code
    return body


def follow(address: str) -> dict[str, Any]:
    """What stands at a `next` link."""
    parts = urlsplit(address)
    body: dict[str, Any] = Client().get(f"{parts.path}?{parts.query}").json()
    return body


def titles(page: dict[str, Any]) -> list[str]:
    return [each["title"] for each in page["items"]]
