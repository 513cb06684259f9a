"""Where a page of a list ends: the place of its last listing in the order. Stable while others publish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

WRITTEN = re.compile(r"(?:(\d{1,4})\.)?([0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which listing the next page begins; `nearness` only where the nearest come first."""

    id: UUID
    nearness: int | None = None

    def __str__(self) -> str:
        return self.id.hex if self.nearness is None else f"{self.nearness}.{self.id.hex}"


def read(text: str, *, by_nearness: bool) -> Cursor | None:
    """The cursor of an address; None, the first page, for anything else than one of this order."""
    match = WRITTEN.fullmatch(text)
    if match is None or (match[1] is not None) != by_nearness:
        return None
    return Cursor(UUID(hex=match[2]), int(match[1]) if by_nearness else None)
