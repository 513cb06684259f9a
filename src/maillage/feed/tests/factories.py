"""Entries for tests: `an_entry(author, title="…")` stands at its author's public cell, for the neighbours."""

from __future__ import annotations

from typing import Any

from maillage.feed import actions
from maillage.feed.models import Audience, Entry, Voice
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident


def cell_of(resident: Resident) -> int:
    """The public cell of somebody who has one."""
    assert resident.cell is not None
    return resident.cell


def an_entry(author: Resident | None = None, **fields: Any) -> Entry:
    """An entry about a new subject."""
    author = author or a_resident()
    subject_id = fields.pop("subject_id", None) or new_id()
    card: dict[str, Any] = {
        "subject_kind": "listing",
        "subject_id": subject_id,
        "kind": "loan",
        "voice": Voice.NEIGHBOUR,
        "author": author,
        "commune": author.commune,
        "audience": Audience.NEIGHBOURS,
        "point_cell": author.cell,
        "title": "Perceuse",
        "url": f"/annonces/{subject_id}/",
    }
    return actions.publish(**(card | fields))
