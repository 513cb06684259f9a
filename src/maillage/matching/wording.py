"""How a search is said, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from maillage.listings import categories, reach
from maillage.listings.models import Intent, Mode
from maillage.matching.models import BITS
from maillage.territory.models import Commune

if TYPE_CHECKING:
    from maillage.matching.actions import Search
    from maillage.matching.models import Want


def search(asked: Search) -> str:
    """A name for it: "perceuse · Offres · à moins de 3 km"."""
    return _said(
        asked.words, asked.category, asked.intent or "", asked.modes or tuple(Mode), asked.commune, asked.distance
    )


def want(kept: Want) -> str:
    """What it looks for, whatever its name."""
    modes = tuple(mode for mode, bit in BITS.items() if kept.modes & bit)
    return _said(kept.words, kept.category, kept.intent, modes, kept.commune, kept.distance)


def _said(
    words: str, category: str, intent: str, modes: tuple[Mode, ...], commune: Commune | None, distance: int | None
) -> str:
    parts = [f"«\u202f{words}\u202f»" if words else ""]
    parts.append(_intent(intent))
    parts.append(_category(category))
    if len(modes) < len(BITS):
        parts += [str(mode.label) for mode in modes]
    parts.append(str(commune) if commune else "")
    parts.append(reach.step_words(distance) if distance is not None else "")
    return " · ".join(part for part in parts if part)


def _intent(intent: str) -> str:
    if not intent:
        return ""
    return _("Offres") if intent == Intent.OFFER else _("Demandes")


def _category(slug: str) -> str:
    try:
        return categories.branch(slug).label if slug else ""
    except categories.UnknownCategory:
        known = categories.leaves().get(slug)
        return known.label if known else ""
