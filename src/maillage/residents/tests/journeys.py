"""What a person does in a browser without JavaScript, for the tests of residents."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from maillage.residents.models import Resident


def ask_code(client: Client, email: str) -> str:
    """Ask for a code on the entry page; the digits received."""
    response = client.post(reverse("account_login"), {"email": email})
    assert response.status_code == 302, response.content.decode()
    return last_code()


def last_code() -> str:
    """The code of the last e-mail."""
    found = re.search(r"\b(\d{4}) (\d{4})\b", str(mail.outbox[-1].body))
    assert found
    return found[1] + found[2]


def come_in(client: Client, email: str) -> Any:
    """Ask for a code and type it; the last answer."""
    return client.post(reverse("account_code"), {"code": ask_code(client, email)})


def join(client: Client, email: str, name: str = "Maëlle") -> Resident:
    """Join with a code; the resident, now signed in."""
    assert come_in(client, email)["Location"] == reverse("account_signup")
    response = client.post(reverse("account_signup"), {"name": name, "age": "15+", "terms": "on"})
    assert response.status_code == 302, response.content.decode()
    return Resident.objects.get(email=email)


def sign_in(client: Client, resident: Resident) -> None:
    """Come in with a code, for a resident without a second factor."""
    assert come_in(client, resident.email).status_code == 302
    assert client.get(reverse("account")).status_code == 200
