"""What holds for every answer, whoever asks and whatever is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from maillage.api import limits
from maillage.api.models import Usage
from maillage.api.tests.factories import API, a_public_listing, read
from maillage.platform import clock
from maillage.residents.tests.factories import a_resident
from maillage.territory.tests.factories import a_commune

NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


def test_a_signed_in_resident_reads_the_same_bytes_as_a_visitor(client):
    listing = a_public_listing()
    client.force_login(a_resident("Yann"))
    client.cookies["language"] = "en"

    theirs = client.get(f"{API}listings/{listing.pk}")
    visitors = Client().get(f"{API}listings/{listing.pk}")

    assert theirs.content == visitors.content
    assert theirs.headers["Vary"] == visitors.headers["Vary"] == "Accept-Language"
    assert not theirs.cookies


def test_the_session_of_who_asks_is_never_read(client, django_assert_num_queries):
    client.force_login(a_resident())
    with django_assert_num_queries(1):  # the allowance
        client.get(f"{API}categories")


def test_links_come_from_the_site_address_and_not_from_the_one_asked(settings, client):
    settings.SITE_ADDRESS = "https://dinan.example"
    a_commune("22050")

    body = client.get(f"{API}communes", headers={"host": "127.0.0.1"}).content.decode()

    assert "https://dinan.example/communes/22050-dinan/" in body
    assert "127.0.0.1" not in body


def test_a_page_of_any_site_may_read_without_credentials(client):
    response = client.get(f"{API}horizons", headers={"origin": "https://ailleurs.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_preflight_is_answered_without_counting_it(client):
    response = client.options(f"{API}communes", headers={"origin": "https://ailleurs.example"})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert not Usage.objects.exists()


def test_caches_keep_an_answer_for_a_minute(client):
    assert client.get(f"{API}horizons").headers["Cache-Control"] == "public, max-age=60"


def test_caches_never_keep_a_refusal(client):
    assert client.get(f"{API}nulle-part").headers["Cache-Control"] == "no-store"


def test_what_has_not_changed_is_not_sent_again(client):
    etag = client.get(f"{API}horizons").headers["ETag"]
    again = client.get(f"{API}horizons", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == etag


def test_what_has_changed_is_sent_again(client):
    listing = a_public_listing()
    etag = client.get(f"{API}listings/{listing.pk}").headers["ETag"]
    listing.title = "Une autre perceuse"
    listing.save()

    again = client.get(f"{API}listings/{listing.pk}", headers={"if-none-match": etag})

    assert again.status_code == 200
    assert again.headers["ETag"] != etag


def test_head_gives_the_headers_of_get(client):
    got, headed = client.get(f"{API}horizons"), client.head(f"{API}horizons")
    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["Content-Length"] == str(len(got.content))
    assert headed.headers["ETag"] == got.headers["ETag"]


def test_each_language_says_which_it_is(client):
    for asked, given in {"fr": "fr", "en-GB,en;q=0.9": "en", "de": "fr"}.items():
        assert client.get(f"{API}categories", headers={"accept-language": asked}).headers["Content-Language"] == given


def test_labels_come_in_the_language_asked():
    french, english = read("categories", "fr"), read("categories", "en")
    assert french["items"][0]["label"] == "Bricolage"
    assert english["items"][0]["label"] == "Tools and DIY"


def test_every_answer_says_what_remains_of_the_allowance(client):
    with clock.at(NOON):
        client.get(f"{API}horizons")
        response = client.get(f"{API}nulle-part")
    assert response.headers["RateLimit-Policy"] == '"address";q=120;w=60'
    assert response.headers["RateLimit"] == '"address";r=118;t=60'


def test_the_request_after_the_last_allowed_waits(client, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_A_WINDOW", 2)
    with clock.at(NOON + timedelta(seconds=20)):
        statuses = [client.get(f"{API}horizons").status_code for _ in range(2)]
        response = client.get(f"{API}horizons")
    assert statuses == [200, 200]
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "40"
    assert response.json()["type"].endswith("#too-many-requests")


def test_a_new_minute_gives_a_new_allowance(client, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_A_WINDOW", 1)
    for minutes in range(3):
        with clock.at(NOON + timedelta(minutes=minutes)):
            assert client.get(f"{API}horizons").status_code == 200


def test_each_address_has_its_own_allowance(client, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_A_WINDOW", 1)
    with clock.at(NOON):
        for address in ("192.0.2.1", "192.0.2.2", "2001:db8:1::1", "2001:db8:2::1"):
            assert client.get(f"{API}horizons", REMOTE_ADDR=address).status_code == 200


def test_the_addresses_of_one_ipv6_subscriber_share_an_allowance(client, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS_A_WINDOW", 1)
    with clock.at(NOON):
        client.get(f"{API}horizons", REMOTE_ADDR="2001:db8:1:2::1")
        assert client.get(f"{API}horizons", REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429


def test_no_address_is_stored(client):
    client.get(f"{API}horizons", REMOTE_ADDR="192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_usage::text FROM api_usage")
        assert "192.0.2.77" not in cursor.fetchone()[0]


def test_what_was_counted_is_forgotten_after_an_hour(client):
    with clock.at(NOON):
        client.get(f"{API}horizons")
    with clock.at(NOON + timedelta(minutes=59)):
        assert limits.forget() == 0
    with clock.at(NOON + timedelta(minutes=61)):
        assert limits.forget() == 1


def _counted(count: Callable[[HttpRequest], object]) -> int:
    """What is counted when eight ask five times each, together."""
    together = threading.Barrier(8)

    def ask() -> None:
        try:
            for _ in range(5):
                together.wait()
                count(RequestFactory().get("/"))
        finally:
            connection.close()

    with clock.at(NOON):
        # Each thread takes the stopped clock with it.
        threads = [threading.Thread(target=copy_context().run, args=(ask,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return limits.take(RequestFactory().get("/")).used - 1


@pytest.mark.django_db(transaction=True)
def test_requests_made_together_are_all_counted():
    assert _counted(limits.take) == 40


@pytest.mark.django_db(transaction=True)
def test_counting_by_reading_then_writing_would_lose_some():
    """The control of the test above: were it to pass, that one would prove nothing."""
    with clock.at(NOON):
        limits.take(RequestFactory().get("/"))
    Usage.objects.update(used=0)
    read_by_all = threading.Barrier(8)

    def take(_: HttpRequest) -> None:
        usage = Usage.objects.get()
        read_by_all.wait()
        Usage.objects.update(used=usage.used + 1)

    assert _counted(take) == 5
