"""What people see of what they wait for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from maillage.listings.forms.browsing import INTENTS, MODES, STEPS
from maillage.matching import wording
from maillage.matching.models import ALL_MODES, BITS, Want
from maillage.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Saved:
    """A line of the list of saved searches."""

    want: Want
    words: str


def saved(resident: Resident) -> list[Saved]:
    """The newest first. One query."""
    wants = Want.objects.filter(resident=resident, request=None).select_related("commune").order_by("-pk")
    return [Saved(want, wording.want(want)) for want in wants]


def address(want: Want) -> str:
    """The list of what it finds today."""
    modes = [word for word, mode in MODES.items() if want.modes & BITS[mode]]
    asked = {
        "q": want.words,
        "genre": next((word for word, intent in INTENTS.items() if intent == want.intent), ""),
        "mode": modes[0] if want.modes != ALL_MODES and len(modes) == 1 else "",
        "categorie": want.category,
        "commune": want.commune_id or "",
        "distance": next((km for km, step in STEPS.items() if step == want.distance), ""),
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('listings')}?{query}" if query else reverse("listings")
