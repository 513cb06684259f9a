"""From a listing to what a card shows, to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.feed.lines import cut
from maillage.listings.models import Listing, price_words
from maillage.listings.queries import viewpoint_of
from maillage.platform import rendering
from maillage.residents.models import Resident
from maillage.territory import cells

WORDS_LENGTH = 180
MOST_OF_A_PERSON = 20


@dataclass(frozen=True, slots=True)
class Card:
    """The inputs of `ui/card.html`."""

    tag: str
    title: str
    url: str
    byline: str
    at: datetime
    words: str
    photo_url: str
    note: str
    action: str
    voice: str = "neighbour"


def of(listings: Iterable[Listing], viewer: Resident | None, origin: int | None = None) -> list[Card]:
    """A card for each listing (from `with_cards`); distances are told from `origin`, a public cell."""
    return [_card(listing, viewer, origin) for listing in listings]


def of_person(person: Resident, viewer: Resident) -> Mapping[str, object]:
    """The newest of what a person asks and offers, for those who may see it: a section of their page."""
    seen = Listing.objects.filter(author=person).open().seen_by(viewpoint_of(viewer)).newest().with_cards()
    return {"cards": of(seen[:MOST_OF_A_PERSON], viewer, viewer.cell)}


def first_name(resident: Resident) -> str:
    """All that the web learns of a person."""
    return str(resident).split()[0] if str(resident).split() else _("Une personne")


def author_words(listing: Listing, viewer: Resident | None) -> str:
    """Whose it is, in the words that this viewer may read."""
    if viewer is None:
        return first_name(listing.author)
    return _("vous") if listing.author_id == viewer.pk else str(listing.author)


def where_words(listing: Listing, origin: int | None) -> str:
    """How far it is, from cell to cell, or only its commune for who looks from nowhere."""
    return listing.commune.name if origin is None else cells.distance_words(origin, listing.point_cell)


def _card(listing: Listing, viewer: Resident | None, origin: int | None) -> Card:
    cover = getattr(listing, "cover_id", None)
    mine = viewer is not None and listing.author_id == viewer.pk
    return Card(
        tag=str(listing.kind_label),
        title=listing.title,
        url=listing.get_absolute_url(),
        byline=_("%(who)s, %(where)s") % {"who": author_words(listing, viewer), "where": where_words(listing, origin)},
        at=listing.published_at,
        words=cut(rendering.plain(listing.text), WORDS_LENGTH),
        photo_url=reverse("listing-photo", args=[listing.pk, cover, "petite"]) if cover else "",
        note=note_words(listing.price_cents, listing.price_unit, listing.in_return),
        action="" if mine or viewer is None else answer_words(listing),
    )


def note_words(price_cents: int | None, price_unit: str, in_return: str) -> str:
    """A price, or what is wanted in return, in the reader's language."""
    return price_words(price_cents, price_unit) or (_("Contre : %(what)s") % {"what": in_return} if in_return else "")


def answer_words(listing: Listing) -> str:
    """The one thing to do with another's listing."""
    return _("Je peux aider") if listing.is_request else _("Répondre")
