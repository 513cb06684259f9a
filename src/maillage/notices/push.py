"""Notifications that a browser shows when the site is closed: web push (RFC 8030), read by it alone (RFC 8291).

The site proves who it is to the push service with a key of its own (VAPID, RFC 8292), drawn once and kept beside the
secret. A browser is pushed to as long as the session in which it asked is open.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from webpush import WebPush
from webpush.types import WebPushKeys, WebPushSubscription
from webpush.vapid import VAPID

from maillage.notices import queries
from maillage.notices.forgetting import open_session
from maillage.notices.models import Notice, Subscription
from maillage.platform import fetcher
from maillage.residents.models import Resident

KEY_FILE = "push_key.pem"
GONE = {404, 410}
# A telephone that was off that long learns it from the site.
TTL_SECONDS = 12 * 3600
# More browsers than anybody has; the oldest make room.
MOST_DEVICES = 10

log = logging.getLogger(__name__)


class NotAPushService(ValueError):
    """The address cannot be pushed to; the words say what to do."""


def having_devices(residents: Sequence[Resident]) -> frozenset[UUID]:
    """Those of them whom a notification can reach. One query."""
    return frozenset(_devices(residents).values_list("resident", flat=True))


def is_asked_for(resident: Resident, device_id: UUID) -> bool:
    """Whether this very browser is pushed to."""
    return Subscription.objects.filter(resident=resident, device_id=device_id).exists()


@transaction.atomic
def subscribe(resident: Resident, device_id: UUID, *, endpoint: str, p256dh: str, auth: str) -> None:
    """Push to this browser from now on. Raises NotAPushService."""
    _must_be_usable(endpoint, p256dh, auth)
    # One browser is one address: who signs in on it next takes it over.
    Subscription.objects.filter(endpoint=endpoint).delete()
    Subscription.objects.filter(resident=resident, device_id=device_id).delete()
    Subscription.objects.create(resident=resident, device_id=device_id, endpoint=endpoint, p256dh=p256dh, auth=auth)
    kept = Subscription.objects.filter(resident=resident).order_by("-id").values("pk")[:MOST_DEVICES]
    Subscription.objects.filter(resident=resident).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def unsubscribe(resident: Resident, device_id: UUID) -> None:
    """Push to this browser no more."""
    Subscription.objects.filter(resident=resident, device_id=device_id).delete()


def send_all(notices: Iterable[Notice]) -> None:
    """Push each to all its reader's devices, now. What does not arrive is not tried again: e-mail follows."""
    for notice in notices:
        with override(notice.to.language):
            told = {"title": "Maillage", "body": queries.words(notice), "path": notice.path, "tag": str(notice.pk)}
        for device in _devices([notice.to]):
            send(device, told)


def send(device: Subscription, told: dict[str, str], *, allow_hosts: Collection[str] = ()) -> bool:
    """Push to one browser; whether its service took it. One that is gone is forgotten."""
    body, headers = sealed(device, told)
    try:
        answer = fetcher.post(device.endpoint, body, headers=headers, allow_hosts=allow_hosts)
    except fetcher.Unreachable as refusal:
        log.info("A notification did not leave: %s", refusal)
        return False
    if answer.status in GONE:
        Subscription.objects.filter(pk=device.pk).delete()
    elif answer.status >= 300:
        log.warning("A push service answered %s", answer.status)
    return 200 <= answer.status < 300


def sealed(device: Subscription, told: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """What is sent to the push service, which can read none of it."""
    keys = WebPushKeys(auth=device.auth, p256dh=device.p256dh)
    to = WebPushSubscription.model_validate({"endpoint": device.endpoint, "keys": keys})
    message = _sealer().get(json.dumps(told, ensure_ascii=False), to, subscriber=_contact())
    signed = {name: str(value) for name, value in message.headers.items()}
    return message.encrypted, signed | {"ttl": str(TTL_SECONDS), "content-type": "application/octet-stream"}


def public_key() -> str:
    """Our own, as a browser wants it to subscribe: base64url of the uncompressed point."""
    return str(VAPID.get_application_server_key(_private_key().public_key()))


def _devices(residents: Sequence[Resident]) -> QuerySet[Subscription]:
    return Subscription.objects.filter(Exists(open_session()), resident__in=residents)


def _must_be_usable(endpoint: str, p256dh: str, auth: str) -> None:
    refusal = NotAPushService(_("Ce navigateur n’a pas donné d’adresse utilisable : réessayez, ou gardez le courriel."))
    try:
        fetcher.must_be_public(endpoint)
        sealed(Subscription(endpoint=endpoint, p256dh=p256dh, auth=auth), {})
    except (fetcher.Unreachable, ValueError) as error:
        raise refusal from error


def _contact() -> str:
    return settings.OPERATOR_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


@cache
def _sealer() -> WebPush:
    private = _private_key()
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    return WebPush(
        private_key=private.private_bytes(pem, serialization.PrivateFormat.PKCS8, none),
        public_key=private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo),
    )


@cache
def _private_key() -> ec.EllipticCurvePrivateKey:
    """The site's key, drawn the first time that it is asked for. All the machines of a site share its data folder."""
    file = Path(settings.DATA) / KEY_FILE
    if not file.exists():
        _draw(file)
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _draw(file: Path) -> None:
    """Written aside, then put in place unless somebody was quicker: nobody ever reads half a key, or a second one."""
    private, _public, _name = VAPID.generate_keys()
    descriptor, aside = tempfile.mkstemp(dir=file.parent)  # readable by its owner alone
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(private)
        Path(file).hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        Path(aside).unlink()
