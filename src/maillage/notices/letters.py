"""What domains above put in the letter: each registers its sections once, at start-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from maillage.residents.models import Resident

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Item:
    """One thing: what it is called, a few words about it, and its page on this site."""

    title: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the letter. `items` gives what happened to a reader's neighbourhood since a moment, newest first.

    It is called in the reader's language, for people with a home, and answers only what that reader may see.
    """

    title: StrOrPromise
    items: Callable[[Resident, datetime], Sequence[Item]]
    more_path: str = ""
    """Where the rest is read, when more is given than the letter shows; without it, the rest is only counted."""
    most: int = 5
    """How many it shows."""


_sections: list[Section] = []


def register(section: Section) -> None:
    """From now on, letters have it, in the order of registration. Registering twice is registering once."""
    if section not in _sections:
        _sections.append(section)


def sections() -> Sequence[Section]:
    return tuple(_sections)
