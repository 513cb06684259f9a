"""What residents has to tell people. Notices, on the floor above, says at start-up how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from maillage.residents.models import Resident


class Teller(Protocol):
    def __call__(
        self, to: Resident, name: str, *, path: str, by: Resident | None, facts: Mapping[str, Any], once: str
    ) -> object: ...


_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """From now on, `teller` hears what there is to tell. Registering twice is registering once."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell(
    to: Resident,
    name: str,
    *,
    path: str,
    by: Resident | None = None,
    facts: Mapping[str, Any] | None = None,
    once: str = "",
) -> None:
    """Tell a person what happened to them, in the transaction in which it happened (see `notices.actions.tell`)."""
    for teller in _tellers:
        teller(to, name, path=path, by=by, facts=facts or {}, once=once)
