"""What the page of a person shows besides who they are. Domains above add their sections at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from maillage.residents.models import Resident


@dataclass(frozen=True)
class Section:
    """A template, and what it is given of a person, as the viewer may see it."""

    template: str
    facts: Callable[[Resident, Resident], Mapping[str, object]]
    """Called with the person, then the viewer."""
    beside: tuple[str, ...] = ()
    """The rows of one's own that the person is fetched with, by the name of their relation: no query of their own."""


_sections: list[Section] = []


def add(section: Section) -> None:
    """From now on, show it on every person's page. Adding twice is adding once."""
    if section not in _sections:
        _sections.append(section)


def beside() -> list[str]:
    """The relations that the person of a page is fetched with."""
    return [relation for each in _sections for relation in each.beside]


def sections(person: Resident, viewer: Resident) -> list[dict[str, object]]:
    """Each section's template beside its facts, in the order in which they were added."""
    return [{"template": each.template, "facts": each.facts(person, viewer)} for each in _sections]
