"""The e-mails that leave for a person: one notice, or a letter; each says how to stop it in one click (RFC 8058)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from maillage.notices import kinds, queries, stopping
from maillage.notices.models import Notice
from maillage.residents.models import Resident


def tell(resident: Resident, notice: Notice) -> None:
    """One notice in an e-mail of its own, in the reader's language."""
    kind = kinds.named(notice.kind)
    assert kind is not None
    enclosed = kind.enclose(resident, notice.facts) if kind.enclose else kinds.Enclosure("")
    with override(resident.language):
        words = queries.words(notice)
        stop = stopping.address(resident, stopping.of_group(kind.group))
        context = {"resident": resident, "words": words, "path": notice.path, "enclosed": enclosed, "stop": stop}
        subject = words.rstrip(".")
        text = _rendered("letters/told.txt", context)
        html = _rendered("email/told.html", {**context, "subject": subject})
        send(resident, subject, text, html, stop, str(notice.pk), enclosed.reply_to)


def send(resident: Resident, subject: str, text: str, html: str, stop: str, name: str, reply_to: str = "") -> None:
    """Give an e-mail to the queue, in the current transaction. `name` tells it from every other of this site.

    A mail server that receives it twice (killed between its answer and our note of it) can tell by its Message-ID.
    """
    headers = {"Message-ID": f"<{name}@{settings.SITE_HOST}>", "Auto-Submitted": "auto-generated"}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    if reply_to:
        headers["Reply-To"] = reply_to
    message = EmailMultiAlternatives(_one_line(subject), text, to=[resident.email], headers=headers)
    message.attach_alternative(html, "text/html")
    message.send()


def _rendered(template: str, context: Mapping[str, Any]) -> str:
    site = {"site_address": settings.SITE_ADDRESS}
    return render_to_string(f"notices/{template}", {**context, **site}).strip() + "\n"


def _one_line(subject: str) -> str:
    return " ".join(subject.split())
