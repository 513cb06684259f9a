"""What the page of a booking shows besides where it stands, and who hears that it passed from a state to another.

Domains above register at start-up; what they do is part of the transaction of the passage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from maillage.bookings.models import Booking, State
from maillage.residents.models import Resident

Follower = Callable[[Booking, State], object]

_followers: list[Follower] = []


@dataclass(frozen=True)
class Section:
    """A template, and what it is given of a booking for one of its two people."""

    template: str
    facts: Callable[[Booking, Resident], Mapping[str, object]]


_sections: list[Section] = []


def add(section: Section) -> None:
    """From now on, show it on every booking's page. Adding twice is adding once."""
    if section not in _sections:
        _sections.append(section)


def sections(booking: Booking, viewer: Resident) -> list[dict[str, object]]:
    """Each section's template beside its facts, in the order in which they were added."""
    return [{"template": each.template, "facts": each.facts(booking, viewer)} for each in _sections]


def register(follower: Follower) -> None:
    """From now on, call `follower` with each booking that passed to another state, locked, and its former state.

    Registering twice is registering once.
    """
    if follower not in _followers:
        _followers.append(follower)


def follow(booking: Booking, before: State) -> None:
    for follower in _followers:
        follower(booking, before)
