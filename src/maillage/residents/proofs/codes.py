"""Codes to type: drawn from an identifier and the site's secret, so that only their fingerprint is kept.

Twelve signs of 29 are 58 bits: with ten tries an hour for each account, and a hundred thousand live codes, finding one
takes a thousand accounts longer than a century. The eight signs of the counter, 38 bits, live a quarter of an hour and
are of use to agents alone.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.crypto import salted_hmac

from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.residents.proofs import refusals
from maillage.residents.proofs.models import Batch, Code, Household, Way
from maillage.territory.models import Commune

# Read aloud at a counter: no letter that sounds or looks like another.
ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
LONG, SHORT = 12, 8


def text_of(code: Code) -> str:
    """What is written on paper: "7KQ2-M4PX-9CDE"."""
    return _said(_drawn(code.pk, SHORT if code.way == Way.DESK else LONG))


def prepare(
    way: Way,
    commune: Commune,
    expires_at: datetime,
    *,
    batch: Batch | None = None,
    resident: Resident | None = None,
    household: Household | None = None,
) -> Code:
    """A new code, not yet saved."""
    code = Code(
        pk=new_id(),
        way=way,
        commune=commune,
        batch=batch,
        resident=resident,
        household=household,
        expires_at=expires_at,
    )
    code.fingerprint = fingerprint(text_of(code))
    return code


def find(typed: str, *ways: Way) -> Code:
    """The code that somebody typed, alive and for one of these purposes.

    Looked up by a keyed fingerprint: how long it takes says nothing of how close a guess came.
    Raises UnknownCode, OtherPurpose, UsedCode, ExpiredCode.
    """
    code = Code.objects.select_related("batch", "commune").filter(fingerprint=fingerprint(typed)).first()
    if code is None:
        raise refusals.UnknownCode
    if code.way not in ways:
        raise refusals.OtherPurpose
    if code.used_on is not None:
        raise refusals.UsedCode
    if code.expires_at <= clock.now() or (code.batch and code.batch.revoked_at):
        raise refusals.ExpiredCode
    return code


def spend(code: Code) -> None:
    """Use it up: one UPDATE decides between two people who use it at once. Raises UsedCode."""
    if not Code.objects.filter(pk=code.pk, used_on=None).update(used_on=clock.today()):
        raise refusals.UsedCode


def fingerprint(typed: str) -> str:
    """What is kept of a code, however it is typed."""
    signs = "".join(sign for sign in typed.upper() if sign in ALPHABET)
    return salted_hmac("maillage.residents.proofs.code", signs, algorithm="sha256").hexdigest()


def _drawn(code_id: UUID, length: int) -> str:
    secret = salted_hmac("maillage.residents.proofs.draw", str(code_id), algorithm="sha256").hexdigest()
    number = int(sha256(secret.encode()).hexdigest(), 16)
    signs = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def _said(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
