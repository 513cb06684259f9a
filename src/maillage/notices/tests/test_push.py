"""Notifications, as a push service receives them and as the browser reads them."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core import mail
from django.test import Client
from django.urls import reverse

from maillage.notices import push
from maillage.notices.deciding import AFTER_PUSH
from maillage.notices.delivering import deliver_due
from maillage.notices.models import Channel, Delivery, Subscription
from maillage.notices.tests.factories import a_notice
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Resident, Session
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 10, tzinfo=UTC)
# A public address by its number: nothing is asked of the network to know that it is one.
PUBLIC, INTERNAL = "https://93.184.216.34/push/1", "https://10.0.0.7/push/1"


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """Has keys, and reads what is sealed for it, as RFC 8291 says."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = bytes(range(16))
        encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        self._point = self._key.public_key().public_bytes(encoding, form)
        self.keys = {"p256dh": written(self._point), "auth": written(self._secret)}

    def opened(self, body: bytes) -> dict[str, str]:
        salt, size = body[:16], body[20]
        theirs, sealed = body[21 : 21 + size], body[21 + size :]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = self._derived(shared, self._secret, b"WebPush: info\0" + self._point + theirs, 32)
        key = self._derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = self._derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02")  # the last record
        told: dict[str, str] = json.loads(plain[:-1])
        return told

    @staticmethod
    def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class Service(HTTPServer):
    """A push service on this machine: keeps what it is given, and answers `status`."""

    status = 201

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[tuple[dict[str, str], bytes]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/push/1"


class Taking(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    yield service
    service.shutdown()
    service.server_close()


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle", email="maelle@exemple.fr")


def a_device(resident: Resident, browser: Browser, endpoint: str = PUBLIC, *, until: datetime | None = None) -> UUID:
    """A browser that asked, in a session that is open."""
    device = new_id()
    opened = {"session_data": "", "opened_at": clock.now(), "expire_date": until or clock.now() + timedelta(days=900)}
    Session.objects.create(session_key=device.hex, resident=resident, device_id=device, **opened)
    Subscription.objects.create(resident=resident, device_id=device, endpoint=endpoint, **browser.keys)
    return device


def test_only_the_browser_reads_what_the_service_carries(service: Service) -> None:
    browser = Browser()
    told = {"title": "Maillage", "body": "Yann demande : une échelle", "path": "/annonces/", "tag": "1"}
    device = Subscription(endpoint=service.address, **browser.keys)
    assert push.send(device, told, allow_hosts=["127.0.0.1"])
    ((headers, body),) = service.taken
    assert browser.opened(body) == told
    assert "échelle".encode() not in body
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "43200")


def test_the_site_proves_who_it_is(service: Service) -> None:
    push.send(Subscription(endpoint=service.address, **Browser().keys), {}, allow_hosts=["127.0.0.1"])
    scheme, _space, said = service.taken[0][0]["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in said.split(","))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(parts["k"]))
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience="http://127.0.0.1")
    assert (scheme, parts["k"]) == ("vapid", push.public_key())
    assert claims["sub"].startswith("mailto:")


@pytest.mark.parametrize(("status", "kept"), [(201, True), (404, False), (410, False), (429, True), (500, True)])
def test_a_browser_that_is_gone_is_forgotten(service: Service, maelle: Resident, status: int, kept: bool) -> None:
    browser = Browser()
    a_device(maelle, browser)
    service.status = status
    device = Subscription.objects.get()
    device.endpoint = service.address
    assert push.send(device, {}, allow_hosts=["127.0.0.1"]) == (status == 201)
    assert Subscription.objects.filter(pk=device.pk).exists() == kept


def test_nothing_leaves_for_an_internal_network(service: Service) -> None:
    device = Subscription(endpoint=service.address.replace("http:", "https:"), **Browser().keys)
    assert not push.send(device, {})
    assert not push.send(Subscription(endpoint=service.address, **Browser().keys), {})
    assert not service.taken


def test_a_key_is_drawn_once_for_the_site() -> None:
    first = push.public_key()
    push._private_key.cache_clear()
    assert push.public_key() == first
    assert len(read(first)) == 65


# When


def test_a_notification_leaves_at_once_and_an_e_mail_when_nobody_opened_it(maelle: Resident) -> None:
    with clock.at(NOON):
        a_device(maelle, Browser(), INTERNAL)
        a_notice(maelle)
        deliver_due()
    assert Delivery.objects.get().channel == Channel.PUSH
    for wait, mails in ((AFTER_PUSH - timedelta(minutes=1), 0), (AFTER_PUSH, 1), (AFTER_PUSH * 2, 1)):
        with clock.at(NOON + wait):
            deliver_due()
        assert len(mail.outbox) == mails


def test_a_session_that_ended_is_pushed_to_no_more(maelle: Resident) -> None:
    with clock.at(NOON):
        a_device(maelle, Browser(), INTERNAL, until=NOON - timedelta(minutes=1))
        a_notice(maelle)
        deliver_due()
    assert not Delivery.objects.exists()


# Asking


def asked(client: Client, **changes: str) -> int:
    form = {"endpoint": PUBLIC, **Browser().keys, "idempotency_key": str(new_id()), **changes}
    return client.post(reverse("notices-push"), form).status_code


def test_a_browser_asks_and_stops(client: Client, maelle: Resident) -> None:
    sign_in(client, maelle)
    assert asked(client) == 302
    assert Subscription.objects.get().resident == maelle
    assert "Ne plus me prévenir sur cet appareil" in client.get(reverse("notices-settings")).content.decode()
    client.post(reverse("notices-push-stop"))
    assert not Subscription.objects.exists()


def test_who_signs_in_next_on_a_browser_takes_it_over(maelle: Resident) -> None:
    yann = a_resident("Yann", email="yann@exemple.fr")
    for person in (maelle, yann):
        client = Client()
        sign_in(client, person)
        asked(client)
    assert Subscription.objects.get().resident == yann


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": INTERNAL},
        {"endpoint": "http://93.184.216.34/push"},
        {"endpoint": "https://localhost/push"},
        {"endpoint": "https://user@93.184.216.34/"},
        {"endpoint": "https://[::1]/"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": ""},
        {"p256dh": "A" * 87},
        {"auth": "short"},
    ],
)
def test_what_is_no_push_service_is_refused_with_a_sentence(
    client: Client, maelle: Resident, wrong: dict[str, str]
) -> None:
    sign_in(client, maelle)
    assert asked(client, **wrong) == 422
    assert not Subscription.objects.exists()
