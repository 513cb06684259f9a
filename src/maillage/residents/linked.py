"""Accounts that may be one person's, from what is kept anyway: never from a device, a network or a visit."""

from __future__ import annotations

from maillage.residents.models import Resident

# A mailbox that opens more accounts than this is counted so far and no further.
MOST = 50


def mailbox(email: str) -> tuple[str, str]:
    """What receives the letters of an address: "yann+jardin@exemple.fr" and "yann@exemple.fr" are one."""
    name, _at, domain = email.lower().rpartition("@")
    return name.partition("+")[0], domain


def same_mailbox(resident: Resident) -> int:
    """How many other accounts, present or suspended, have an address that differs only after a "+"."""
    name, domain = mailbox(resident.email)
    alike = Resident.objects.filter(is_active=True, email__startswith=name, email__endswith=f"@{domain}")
    addresses = alike.exclude(pk=resident.pk).values_list("email", flat=True)[:MOST]
    return sum(mailbox(address) == (name, domain) for address in addresses)
