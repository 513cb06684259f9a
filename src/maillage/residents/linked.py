"""Accounts that may be one person's, from what is kept anyway: never from a device, a network or a visit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from django.db.models import Q

from maillage.residents.models import LETTERS, Resident

# A mailbox that opens more accounts than this is counted so far and no further.
MOST = 50


@dataclass(frozen=True)
class Provider:
    """One entry of `mailboxes.toml`: the first domain stands for all."""

    domains: tuple[str, ...]
    dots: bool
    source: str
    dated: date


@cache
def providers() -> tuple[Provider, ...]:
    text = resources.files("maillage.residents").joinpath("mailboxes.toml").read_text(encoding="utf-8")
    return tuple(
        Provider(tuple(row["domains"]), row["dots"], row["source"], row["dated"])
        for row in tomllib.loads(text)["provider"]
    )


def mailbox(email: str) -> tuple[str, str]:
    """What receives the letters of an address: "yann+jardin@exemple.fr" and "yann@exemple.fr" are one."""
    name, _at, domain = email.lower().rpartition("@")
    name = name.partition("+")[0]
    provider = next((each for each in providers() if domain in each.domains), None)
    if provider is None:
        return name, domain
    return name if provider.dots else name.replace(".", ""), provider.domains[0]


def same_mailbox(resident: Resident) -> int:
    """How many other accounts, present or suspended, have an address that reaches the same mailbox."""
    name, domain = mailbox(resident.email)
    known = next((each.domains for each in providers() if domain in each.domains), (domain,))
    ends = Q()
    for each in known:
        ends |= Q(email__endswith=f"@{each}")
    alike = Resident.objects.alias(letters=LETTERS).filter(ends, is_active=True, letters=name.replace(".", ""))
    addresses = alike.exclude(pk=resident.pk).values_list("email", flat=True)[:MOST]
    return sum(mailbox(address) == (name, domain) for address in addresses)
