"""From what happened to what a card shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from maillage.feed.models import Entry
from maillage.listings.cards import first_name, note_words
from maillage.listings.models import Mode
from maillage.organisations.models import TAGS, Organisation
from maillage.residents.models import Resident
from maillage.territory import cells


@dataclass(frozen=True)
class Card:
    """The inputs of `ui/card.html`."""

    voice: str
    tag: str
    title: str
    url: str
    byline: str
    at: datetime
    words: str = ""
    photo_url: str = ""
    photo_alt: str = ""
    note: str = ""
    action: str = ""


def of_entries(entries: Iterable[Entry], viewer: Resident | None) -> list[Card]:
    """A card for each entry. A settled viewer reads how far it is and what they may do; others read the commune."""
    return [_of(entry, viewer) for entry in entries]


def _of(entry: Entry, viewer: Resident | None) -> Card:
    return Card(
        voice=entry.voice,
        tag=_tag(entry),
        title=entry.title,
        url=entry.url,
        byline=_byline(entry, viewer),
        at=entry.happened_at,
        words=entry.words,
        photo_url=entry.photo_url,
        photo_alt=entry.photo.description if entry.photo else "",
        note=note_words(entry.price_cents, entry.price_unit, entry.in_return),
        action=_action(entry, viewer),
    )


def _tag(entry: Entry) -> str:
    if _is_page(entry):
        return str(TAGS[Organisation.Kind(entry.kind)])
    return _("Demande") if entry.is_request else str(Mode(entry.kind).label)


def _byline(entry: Entry, viewer: Resident | None) -> str:
    who = _who(entry, viewer)
    where = entry.commune.name
    if viewer is not None and viewer.cell is not None:
        where = cells.distance_words(viewer.cell, entry.point_cell)
    return _("%(who)s, %(where)s") % {"who": who, "where": where} if who else where


def _who(entry: Entry, viewer: Resident | None) -> str:
    """Nobody for the page of a structure: it does not tell who opened it."""
    if entry.author is None or _is_page(entry):
        return ""
    return _("vous") if viewer is not None and entry.author_id == viewer.pk else _name(entry.author, viewer)


def _is_page(entry: Entry) -> bool:
    return entry.kind in TAGS


def _name(author: Resident, viewer: Resident | None) -> str:
    return str(author) if viewer else first_name(author)


def _action(entry: Entry, viewer: Resident | None) -> str:
    if viewer is None or viewer.cell is None or entry.author_id == viewer.pk:
        return ""
    if _is_page(entry):
        return _("Voir la page")
    return _("Je peux aider") if entry.is_request else _("Répondre")
