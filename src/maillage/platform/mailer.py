"""The one way an e-mail leaves: a job for the operator's SMTP server, or the local page of the demonstration.

The job is enqueued in the transaction that causes the e-mail. A mail server that is away delays it, and no page waits.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from email.utils import make_msgid
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as Smtp
from django.db import connection
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from maillage.platform import clock, letter
from maillage.platform.models import DemonstrationMail, Handover
from maillage.platform.queue import enqueue

KEPT = timedelta(days=1)

log = logging.getLogger(__name__)


class NoMailServer(RuntimeError):
    """The operator has named none; `maillage check` says it too."""

    def __init__(self) -> None:
        super().__init__("No mail server is set: give MAILLAGE_SMTP_HOST (docs/operators.md).")


class Backend(BaseEmailBackend):
    """Takes what Django sends and lets nobody wait for it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from maillage.platform.jobs import deliver

        for message in email_messages:
            if settings.IS_DEMONSTRATION:
                _show(message)
            else:
                enqueue(deliver, **_as_words(message))
        return len(email_messages)


def give_to_server(
    job_id: int, *, to: list[str], subject: str, text: str, html: str, sender: str, headers: dict[str, str]
) -> None:
    """Hand one e-mail to the SMTP server, now. Raises NoMailServer, OSError or smtplib.SMTPException.

    At most once, whatever is killed: what was being given when a worker died may have arrived, and is not given again
    (docs/decisions/0020-at-most-once.md). A server that refuses, or breaks off, is asked again later.
    """
    if not settings.EMAIL_HOST:
        raise NoMailServer
    message = EmailMultiAlternatives(subject, text, sender, to, headers=headers)
    message.attach_alternative(html, "text/html")
    server = Smtp()
    server.open()  # a server that is away was given nothing
    try:
        if not _begins(job_id):
            log.error("The e-mail %s was cut short while it was given; not given again.", headers.get("Message-ID"))
            return
        try:
            server.send_messages([message])
        except (OSError, SMTPException):
            Handover.objects.filter(pk=job_id).delete()
            raise
    finally:
        server.close()


def _begins(job_id: int) -> bool:
    """Note, for good, that this one is being given; whether nobody had."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO platform_handover (job_id) VALUES (%s) ON CONFLICT DO NOTHING", [job_id])
        return bool(cursor.rowcount)


def forget_shown() -> int:
    """Delete the demonstration's e-mails of before yesterday; how many."""
    return DemonstrationMail.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]


def forget_given() -> int:
    """Delete the notes of what was given before yesterday; how many."""
    waiting = ProcrastinateJob.objects.filter(pk=OuterRef("pk"))
    return Handover.objects.filter(~Exists(waiting), began_at__lt=clock.now() - KEPT).delete()[0]


def forget_unsent() -> int:
    """Delete what waited a day after its last try, to no avail: the jobs that failed. Answers how many.

    Those that succeed leave at once (`maillage work`).
    """
    over = ProcrastinateJob.objects.filter(status__in=["failed", "cancelled", "aborted", "succeeded"])
    recent = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), at__gt=clock.now() - KEPT)
    old = list(over.filter(~Exists(recent)).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [old])
    return len(old)


def _as_words(message: EmailMessage) -> dict[str, Any]:
    return {
        "to": message.recipients(),
        "subject": str(message.subject),
        "text": str(message.body),
        "html": _html(message),
        "sender": message.from_email,
        # Drawn once: a mail server that receives it twice, after breaking off, can tell.
        "headers": {"Message-ID": make_msgid(domain=settings.SITE_HOST), **message.extra_headers},
    }


def _show(message: EmailMessage) -> None:
    DemonstrationMail.objects.bulk_create(
        DemonstrationMail(to=to, subject=str(message.subject), text=str(message.body), html=_html(message))
        for to in message.recipients()
    )


def _html(message: EmailMessage) -> str:
    """Its own formatted part, or the same words in our letter."""
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    own = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    return own or letter.html(str(message.subject), str(message.body))
