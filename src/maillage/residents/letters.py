"""The e-mails about an account: plain text, links from the site's one address (TRUST.md 18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from maillage.residents.models import Resident


def send(name: str, email: str, context: Mapping[str, Any] | None = None, *, domain: str = "residents") -> None:
    """Send `<domain>/letters/<name>.txt`, whose first line is the subject."""
    text = render_to_string(f"{domain}/letters/{name}.txt", {**(context or {}), "site_address": settings.SITE_ADDRESS})
    subject, _, body = text.strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[email]).send()


def tell(resident: Resident, name: str, context: Mapping[str, Any] | None = None, *, to: str = "") -> None:
    """The same, to a resident, in their language; `to` when it goes to an address they had before."""
    with override(resident.language):
        send(name, to or resident.email, {**(context or {}), "resident": resident})
