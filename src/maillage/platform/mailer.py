"""The one way an e-mail leaves: SMTP, or the local page of the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as Smtp

from maillage.platform.models import DemonstrationMail


class Backend(BaseEmailBackend):
    """Keeps the e-mail of the demonstration on the machine; gives the rest to the operator's SMTP server."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:  # noqa: FBT001, FBT002 (Django's signature)
        super().__init__(fail_silently=fail_silently)
        self.options = options

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if settings.IS_DEMONSTRATION or not settings.EMAIL_HOST:
            return sum(_keep(message) for message in email_messages)
        return Smtp(fail_silently=self.fail_silently, **self.options).send_messages(email_messages)


def _keep(message: EmailMessage) -> int:
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
    DemonstrationMail.objects.bulk_create(
        DemonstrationMail(to=to, subject=str(message.subject), text=str(message.body), html=html)
        for to in message.recipients()
    )
    return len(message.recipients())
