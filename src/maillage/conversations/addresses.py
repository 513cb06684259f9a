"""The address to which one person answers one conversation by e-mail.

    reponse+<token>@voisins.exemple.fr

The token says whose place in which conversation, and the day it was written; a keyed digest proves that the site wrote
it. It is in base 32 and survives mailers that change the case of an address.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings

from maillage.conversations.models import Participant
from maillage.platform import clock

SALT = b"conversations.reply"
# Whoever answers an e-mail after a season reads the conversation first.
VALID = timedelta(days=90)
EPOCH = date(2026, 1, 1)
PLACE_BYTES, DAY_BYTES, PROOF_BYTES = 5, 2, 10  # 80 bits of proof: nobody guesses them through a mail server


class BadAddress(ValueError):
    """Nobody can answer there: not ours, damaged, or too old."""


def reply_address(place: Participant) -> str:
    """The whole address; empty where the site receives no e-mail."""
    local, at, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{local}+{token(place)}{at}{domain}" if at else ""


def token(place: Participant) -> str:
    said = place.pk.to_bytes(PLACE_BYTES, "big") + (clock.today() - EPOCH).days.to_bytes(DAY_BYTES, "big")
    return base64.b32encode(said + _proof(said)).decode().rstrip("=").lower()


def place_of(address: str) -> int:
    """The place (its key) for which an address was written. Raises BadAddress."""
    local, _at, domain = address.strip().strip("<>").rpartition("@")
    ours, _at, our_domain = settings.REPLY_ADDRESS.rpartition("@")
    name, _plus, written = local.rpartition("+")
    if not ours or (name.lower(), domain.lower()) != (ours.lower(), our_domain.lower()):
        raise BadAddress("not an address of replies")
    try:
        read = base64.b32decode(written.upper() + "=" * (-len(written) % 8))
    except (binascii.Error, ValueError) as error:
        raise BadAddress("a damaged address") from error
    said, proof = read[:-PROOF_BYTES], read[-PROOF_BYTES:]
    if len(read) != PLACE_BYTES + DAY_BYTES + PROOF_BYTES or not hmac.compare_digest(proof, _proof(said)):
        raise BadAddress("a forged address")
    if not timedelta(0) <= clock.today() - (EPOCH + timedelta(days=int.from_bytes(said[PLACE_BYTES:], "big"))) <= VALID:
        raise BadAddress("an address that is no longer valid")
    return int.from_bytes(said[:PLACE_BYTES], "big")


def _proof(said: bytes) -> bytes:
    key = sha256(SALT + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, said, sha256).digest()[:PROOF_BYTES]
