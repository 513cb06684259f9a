"""Codes sent by e-mail: eight digits, good for one purpose, once, for fifteen minutes, in the browser that asked.

Ours rather than allauth's, which keeps a code in the session: two requests of one session may both use it, and an
address without an account gets none. Here the database counts the tries and lets one use win, and nothing differs
between an address that has an account and one that has not, since nobody looks before the code is proved.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.platform import clock
from maillage.residents import letters
from maillage.residents.models import MailedCode

GOOD_FOR = timedelta(minutes=15)
DIGITS = 8
# Enough for someone whose mail is slow, too few to flood a mailbox or to guess.
AT_MOST, WITHIN = 5, timedelta(minutes=10)


class TooManyCodes(Exception):
    """This address has been sent enough codes for now."""

    def __init__(self, next_at: datetime) -> None:
        minutes = max(1, -(-int((next_at - clock.now()).total_seconds()) // 60))
        super().__init__(
            ngettext(
                "Plusieurs codes viennent d’être envoyés à cette adresse. Regardez votre courrier et les indésirables, "
                "ou réessayez dans %(minutes)s minute.",
                "Plusieurs codes viennent d’être envoyés à cette adresse. Regardez votre courrier et les indésirables, "
                "ou réessayez dans %(minutes)s minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )


class WrongCode(Exception):
    """Not the code that was sent; tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "Ce n’est pas le bon code. Relisez le dernier courriel reçu : il vous reste %(left)s essai.",
                "Ce n’est pas le bon code. Relisez le dernier courriel reçu : il vous reste %(left)s essais.",
                left,
            )
            % {"left": left}
        )


class DeadCode(Exception):
    """Too old, used already, or tried too often: another one is needed."""

    def __init__(self) -> None:
        super().__init__(_("Ce code n’est plus valable. Demandez-en un nouveau."))


class UsedCode(DeadCode):
    """The right code, used a moment ago: a button pressed twice."""


def send(email: str, purpose: MailedCode.Purpose) -> UUID:
    """Send a code to an address and answer the id to keep in the session. Raises TooManyCodes."""
    text = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    with transaction.atomic():
        _wait_for_turn(email)
        recent = MailedCode.objects.filter(email=email, sent_at__gt=clock.now() - WITHIN).order_by("-sent_at")
        enough = recent.values_list("sent_at", flat=True)[AT_MOST - 1 : AT_MOST]
        if enough:
            raise TooManyCodes(enough[0] + WITHIN)
        code = MailedCode(purpose=purpose, email=email, sent_at=clock.now())
        code.fingerprint = _fingerprint(code.pk, text)
        code.save(force_insert=True)
        letters.send("code", email, {"code": f"{text[:4]} {text[4:]}", "purpose": purpose})
    return code.pk


def use(code_id: UUID | str, purpose: MailedCode.Purpose, typed: str) -> str:
    """Spend a code and answer the address that it proves. Raises WrongCode, UsedCode, DeadCode.

    A try is counted before the comparison, and one UPDATE decides who used the code: two requests at once cannot both
    win, nor guess more than they may.
    """
    alive = MailedCode.objects.filter(pk=code_id, purpose=purpose, used_at=None, sent_at__gt=clock.now() - GOOD_FOR)
    is_tried = alive.filter(tries__lt=MailedCode.TRIES).update(tries=F("tries") + 1)
    code = MailedCode.objects.filter(pk=code_id, purpose=purpose).first()
    if code is None:
        raise DeadCode
    digits = "".join(character for character in typed if character.isdecimal())
    is_right = constant_time_compare(code.fingerprint, _fingerprint(code.pk, digits))
    if is_right and is_tried and alive.update(used_at=clock.now()):
        return code.email
    if is_right and (is_tried or code.used_at):
        raise UsedCode
    if not is_tried or code.tries >= MailedCode.TRIES:
        raise DeadCode
    raise WrongCode(MailedCode.TRIES - code.tries)


def forget(email: str) -> None:
    """Keep nothing of an address that does not join."""
    MailedCode.objects.filter(email=email).delete()


def forget_old() -> int:
    """Delete the codes of before yesterday; how many."""
    return MailedCode.objects.filter(sent_at__lt=clock.now() - timedelta(days=1)).delete()[0]


def _fingerprint(code_id: UUID, digits: str) -> str:
    return salted_hmac("maillage.residents.codes", f"{code_id}:{digits}", algorithm="sha256").hexdigest()


def _wait_for_turn(email: str) -> None:
    """Two requests for one address count one after the other (until the transaction ends)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mailed code {email}"])
