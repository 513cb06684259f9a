"""A reply by e-mail, from the mail server's pipe into its conversation.

It enters only by an address that this site wrote for one person and one conversation (`addresses`), and only from the
address of that person's account. The same e-mail delivered again is the same message. Whatever is refused changes
nothing; its sentence goes back to who wrote.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import BinaryIO
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import override
from mailparser_reply.parser import EmailReplyParser

from maillage.conversations import actions, addresses
from maillage.conversations.models import Message, Participant
from maillage.conversations.refusals import Refused

# A long letter with its quotes and a photo or two, which are left out.
MAX_BYTES = 5 * 2**20
# What is looked at for quotes, and of each line: its patterns take the cube of a line's length (TRUST.md 17).
MAX_CHARACTERS = 10_000
MAX_LOOKED_AT = 120
# Identifiers of what comes by e-mail, so that the same e-mail always has the same.
BY_MAIL = UUID("6f0c7a5e-52f6-5d5c-9a44-6a8f3a1f0b6e")


class Bounced(Exception):
    """The e-mail is refused for good: `status` is for the mail server (RFC 3463), `code` of sysexits.h, and the words
    are for who wrote."""

    def __init__(self, words: str, *, status: str = "5.7.1", code: int = os.EX_NOPERM) -> None:
        super().__init__(words)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Reply:
    """What an e-mail says, without what it quotes."""

    author: str
    text: str
    message_id: str
    is_automatic: bool


def pipe(stream: BinaryIO, recipient: str) -> tuple[int, str]:
    """Take one e-mail; answers an exit code of sysexits.h, and the sentence that the mail server passes on."""
    try:
        said = receive(stream.read(MAX_BYTES + 1), recipient)
    except Bounced as bounced:
        return bounced.code, f"{bounced.status} {_in_ascii(str(bounced))}"
    return os.EX_OK, "2.0.0 " + ("Said in its conversation." if said else "Nobody wrote it: left aside.")


def _in_ascii(words: str) -> str:
    """Mail servers put question marks in the place of accents."""
    plain = words.replace("’", "'").replace("œ", "oe")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def receive(raw: bytes, recipient: str = "") -> Message | None:
    """Say in its conversation what an e-mail answers. `recipient` is whom the mail server delivers to, if it tells.

    None for what a machine answered (an absence, a failed delivery): nobody said anything. Raises Bounced.
    """
    if len(raw) > MAX_BYTES:
        raise Bounced(
            _("Votre message est trop lourd : répondez en quelques mots, sans pièce jointe."),
            status="5.3.4",
            code=os.EX_DATAERR,
        )
    received = message_from_bytes(raw, policy=policy.default)
    assert isinstance(received, EmailMessage)
    place = _place([recipient] if recipient else _recipients(received))
    with override(place.resident.language):
        reply = _read(received)
        if reply.is_automatic:
            return None
        _must_be_of(place, reply)
        key = uuid5(BY_MAIL, f"{place.pk} {reply.message_id}")
        try:
            return actions.send(place.resident, place.conversation, text=reply.text, key=key)
        except Refused as refused:
            raise Bounced(str(refused), code=os.EX_DATAERR, status="5.6.0") from refused


def _place(recipients: Iterable[str]) -> Participant:
    """Whose answer it is, and to what. The same words whether the address is forged, too old, or of who has left."""
    for recipient in recipients:
        try:
            found = addresses.place_of(recipient)
        except addresses.BadAddress:
            continue
        place = Participant.objects.present().select_related("conversation", "resident").filter(pk=found).first()
        if place is not None and not place.resident.is_suspended:
            return place
    raise Bounced(
        _("Cette adresse de réponse n’est pas ou plus valable : ouvrez la conversation sur le site."),
        status="5.1.1",
        code=os.EX_NOUSER,
    )


def _recipients(received: EmailMessage) -> list[str]:
    """Those of the headers, when the mail server says nothing; it does better to say."""
    named = [
        str(value) for name in ("X-Original-To", "Delivered-To", "To", "Cc") for value in received.get_all(name, [])
    ]
    return [address for _name, address in getaddresses(named)]


def _must_be_of(place: Participant, reply: Reply) -> None:
    if reply.author.lower() != place.resident.email:
        raise Bounced(_("Répondez depuis l’adresse électronique de votre compte : ce message vient d’une autre."))


def _read(received: EmailMessage) -> Reply:
    authors = [address for _name, address in getaddresses([str(value) for value in received.get_all("From", [])])]
    if len(authors) != 1:
        raise Bounced(_("Ce message n’a pas un auteur et un seul."), status="5.6.0", code=os.EX_DATAERR)
    message_id = str(received.get("Message-ID", "")).strip()
    if not message_id:
        raise Bounced(_("Ce message n’a pas d’identifiant (Message-ID)."), status="5.6.0", code=os.EX_DATAERR)
    return Reply(authors[0], unquoted(_text(received)), message_id, _is_automatic(received))


def _is_automatic(received: EmailMessage) -> bool:
    """An absence, a failed delivery, a list: answering those would turn in circles (RFC 3834)."""
    submitted = str(received.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(received.get("Precedence", "")).strip().lower()
    return (
        submitted != "no"
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or "X-Auto-Response-Suppress" in received
        or str(received.get("Return-Path", "")).strip() == "<>"
    )


def _text(received: EmailMessage) -> str:
    """Its plain words. Raises Bounced."""
    body = received.get_body(preferencelist=("plain",))
    if body is None:
        raise Bounced(
            _("Nous ne lisons que le texte des messages : envoyez le vôtre en texte brut."),
            status="5.6.1",
            code=os.EX_DATAERR,
        )
    try:
        return str(body.get_content())
    except (LookupError, ValueError) as error:  # a character set that nobody knows, bytes that are none of it
        raise Bounced(_("Le texte de ce message est illisible."), status="5.6.0", code=os.EX_DATAERR) from error


def unquoted(text: str) -> str:
    """What was written, without what it answers nor what follows the mark of a signature (RFC 3676).

    The library also guesses at signatures without a mark, and takes lists and last sentences for some: we do not ask.
    """
    lines = [line.strip() for line in text.replace("\x00", "")[:MAX_CHARACTERS].strip().splitlines()]
    lines = [line for line, above in zip(lines, ["", *lines], strict=False) if line or above]
    shown = "\n".join(line[:MAX_LOOKED_AT] for line in lines)
    reply = EmailReplyParser(languages=["fr", "en"]).parse_reply(shown) or ""
    written = lines[: len(reply.splitlines())]
    signed = written.index("--") if "--" in written else len(written)
    return "\n".join(line for line in written[:signed] if not line.startswith(">")).strip()
