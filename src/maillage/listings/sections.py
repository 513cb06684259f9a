"""What the page of a listing offers besides its words. Domains above add their sections at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from maillage.listings.models import Listing
from maillage.residents.models import Resident


@dataclass(frozen=True)
class Section:
    """A template, and what it is given of a listing, as the viewer may see it.

    A `main` section holds the one thing to do with such a listing: writing a plain message steps back behind it.
    """

    template: str
    facts: Callable[[Listing, Resident | None], Mapping[str, object] | None]
    """Called with the listing, then the viewer (None: a visitor). None when there is nothing to show."""
    is_main: bool = False


@dataclass(frozen=True)
class Shown:
    template: str
    facts: Mapping[str, object]
    is_main: bool


_sections: list[Section] = []


def add(section: Section) -> None:
    """From now on, show it on the page of every listing of which it has something to say. Adding twice is once."""
    if section not in _sections:
        _sections.append(section)


def of(listing: Listing, viewer: Resident | None) -> list[Shown]:
    """Those of a listing, in the order in which they were added."""
    told = ((each, each.facts(listing, viewer)) for each in _sections)
    return [Shown(each.template, facts, each.is_main) for each, facts in told if facts is not None]
