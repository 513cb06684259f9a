"""What people see of what they wait for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from maillage.listings import categories
from maillage.listings.categories import Leaf
from maillage.listings.forms.browsing import INTENTS, MODES, STEPS
from maillage.listings.models import Listing
from maillage.listings.queries import viewpoint_of
from maillage.matching import wording
from maillage.matching.models import ALL_MODES, BITS, Approach, Silence, Want
from maillage.residents.models import Resident

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Saved:
    """A line of the list of saved searches."""

    want: Want
    words: str


def saved(resident: Resident) -> list[Saved]:
    """The newest first. One query."""
    wants = Want.objects.filter(resident=resident, request=None).select_related("commune").order_by("-pk")
    return [Saved(want, wording.want(want)) for want in wants]


def offered(resident: Resident) -> list[Approach]:
    """The requests offered to them that still wait, and that they may see. One query, with the acting resident."""
    seen = Listing.objects.open().seen_by(viewpoint_of(resident))
    waiting = Approach.objects.filter(resident=resident, declined_at=None, request__in=seen)
    return list(waiting.select_related("request").order_by("-pk")[:MOST_OFFERED])


def silenced(resident: Resident) -> list[Leaf]:
    """The kinds of requests that they want no more of. One query."""
    slugs = Silence.objects.filter(resident=resident).order_by("-pk").values_list("category", flat=True)
    return [leaf for slug in slugs if (leaf := categories.leaves().get(slug))]


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
