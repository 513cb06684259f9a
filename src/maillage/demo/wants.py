"""What the personas wait for, and a few requests offered to those who may answer them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from maillage.demo.people import Neighbour
from maillage.listings import widening
from maillage.listings.models import Intent, Listing, Mode
from maillage.listings.queries import viewpoint_of
from maillage.matching import actions, approaching
from maillage.matching.actions import Search
from maillage.matching.models import Approach
from maillage.platform import clock
from maillage.residents.models import Resident

# Chosen by hand, as their lives would have it.
SAVED = {
    "maelle": (
        Search(words="bocaux", intent=Intent.OFFER),
        Search(words="remorque", distance=2),
        Search(category="garden", modes=(Mode.GIFT,)),
    ),
    "yann": (Search(words="affûtage", intent=Intent.REQUEST), Search(category="tools", intent=Intent.REQUEST)),
    "colette": (Search(words="rosier"), Search(words="boutures", modes=(Mode.SWAP,))),
    "rozenn": (Search(words="jeu de société", distance=1),),
}
# To whom requests of their kind were offered, and how many.
ASKED = {"yann": 2, "maelle": 1}


def wait(neighbours: Sequence[Neighbour], end: datetime) -> None:
    """Save the searches of personas, and offer them requests that nobody has answered."""
    residents = {one.slug: one.resident for one in neighbours}
    with clock.at(end):
        for slug, searches in SAVED.items():
            for search in searches:
                actions.save(residents[slug], search)
        for slug, many in ASKED.items():
            person = residents[slug]
            for request in _for(person)[:many]:
                approaching.ask(request, person, wave=1)


def _for(person: Resident) -> list[Listing]:
    """Requests near them that wait: those of what they share themselves first, then the newest."""
    shared = set(Listing.objects.filter(author=person, intent=Intent.OFFER).values_list("category", flat=True))
    taken = Approach.objects.values("request")
    waiting = widening.unanswered().seen_by(viewpoint_of(person)).exclude(author=person).exclude(pk__in=taken).newest()
    return sorted(waiting[:100], key=lambda request: request.category not in shared)
