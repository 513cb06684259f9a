"""What people type in the forms of listings, as a browser posts it."""

from __future__ import annotations

from maillage.platform.idempotency import FIELD
from maillage.platform.ids import new_id

OFFER = {"title": "Perceuse", "category": "drills", "place": "home", "audience": "neighbours", "lasts": "60"}
REQUEST = {
    "title": "Une remorque", "category": "trailers", "place": "home", "audience": "neighbours", "ways": ["loan"],
    "reach_step": "3", "text": "Deux heures suffisent.",
}  # fmt: skip


def key() -> dict[str, str]:
    """What a form adds so that posting it twice says it once."""
    return {FIELD: str(new_id())}
