"""Notices for tests, told as domains tell them."""

from __future__ import annotations

from typing import Any

from maillage.notices import actions
from maillage.notices.kinds import Group, Kind, Weight, declare
from maillage.notices.models import Notice
from maillage.platform.ids import new_id
from maillage.residents.models import Resident


def _say(who: str, facts: Any) -> str:
    return f"{who or 'Le site'} : {facts.get('title', 'bonjour')}"


KINDS: dict[tuple[Group, Weight], Kind] = {
    (group, weight): declare(f"tests.{group}_{weight.value}", group, weight, _say)
    for group in Group
    for weight in Weight
}
ASKED = KINDS[Group.EXCHANGES, Weight.AWAITED]


def a_notice(to: Resident, kind: Kind = ASKED, *, by: Resident | None = None, **told: Any) -> Notice:
    path = told.pop("path", f"/annonces/{new_id()}/")
    notice = actions.tell(to, kind, by=by, path=path, **told)
    assert notice is not None
    return notice
