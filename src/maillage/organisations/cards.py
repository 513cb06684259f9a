"""From a structure to what a card or a page shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.feed.lines import cut
from maillage.organisations.models import Organisation
from maillage.platform import rendering
from maillage.territory import hours

WORDS_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Card:
    """The inputs of `ui/card.html`."""

    voice: str
    tag: str
    title: str
    url: str
    byline: str
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Opening:
    """When a structure opens: now ("Ouvert jusqu’à 19 h"), and day by day from today."""

    status: str
    week: list[tuple[str, list[str]]]


def of(organisations: Iterable[Organisation]) -> list[Card]:
    """A card for each structure, fetched with its commune."""
    return [_card(each) for each in organisations]


def opening(organisation: Organisation) -> Opening | None:
    """None where its hours are not known, or cannot be read."""
    text = organisation.opening_hours
    try:
        status = hours.status(text, is_feminine=False)
        return Opening(status.words, hours.week(text)) if status else None
    except hours.BadHours:
        return None


def _card(organisation: Organisation) -> Card:
    known = opening(organisation)
    return Card(
        voice=organisation.voice,
        tag=organisation.kind_label,
        title=organisation.name,
        url=organisation.get_absolute_url(),
        byline=organisation.address or organisation.commune.name,
        words=cut(rendering.plain(organisation.about), WORDS_LENGTH),
        note=known.status if known else "",
    )
