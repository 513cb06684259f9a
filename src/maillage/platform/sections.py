"""What a page shows besides its own words: domains above add their sections when the program starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Subject = TypeVar("Subject")
Viewer = TypeVar("Viewer")


@dataclass(frozen=True)
class Section(Generic[Subject, Viewer]):
    """A template, and what it is given (`facts`) of the subject of a page, as the viewer may see it.

    One that `comes_first` holds what is to be done next: the page shows it above what it tells of the subject.
    """

    template: str
    facts: Callable[[Subject, Viewer], Mapping[str, object]]
    comes_first: bool = False


class Sections(Generic[Subject, Viewer]):
    def __init__(self) -> None:
        self._known: list[Section[Subject, Viewer]] = []

    def add(self, section: Section[Subject, Viewer]) -> None:
        """From now on, show it on every such page. Adding twice is adding once."""
        if section not in self._known:
            self._known.append(section)

    def of(self, subject: Subject, viewer: Viewer) -> list[dict[str, object]]:
        """Each section's template beside its facts, in the order in which they were added."""
        return [
            {"template": each.template, "facts": each.facts(subject, viewer), "comes_first": each.comes_first}
            for each in self._known
        ]
