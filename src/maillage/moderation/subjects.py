"""What can be reported. The domain that owns a kind of thing says how its viewer obtains one, and nothing else does.

Moderation stands below the domains that show things, so that they come to it. A new domain calls `register` once, when
the program starts (see `portal.reportable`): how a thing is found and, where it can be, hidden and shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404

from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune


@dataclass(frozen=True)
class Subject:
    """A thing as the person who reports it sees it."""

    title: str
    excerpt: str
    author: Resident | None
    commune: Commune | None
    url: str
    photos: Sequence[Photo] = ()
    concerned: Collection[UUID] = ()
    """Who else must not handle it: members of a structure, those who talk."""

    @property
    def words(self) -> str:
        """What the title has not said yet."""
        return self.excerpt.removeprefix(self.title).strip()


@dataclass(frozen=True)
class Hidden:
    """What was hidden: all that is needed to show it again as it was. `facts` can be written as JSON."""

    facts: dict[str, Any] = field(default_factory=dict)
    photo: Photo | None = None


@dataclass(frozen=True)
class Effects:
    """What a decision does to a thing. Each is called in the transaction of the decision."""

    hide: Callable[[UUID], Hidden | None]
    """None where there was nothing to hide: gone, or shown to nobody."""
    show_again: Callable[[UUID, Hidden], object]


Find = Callable[[Resident | None, UUID], Subject]
Count = Callable[[UUID], dict[str, int]]
Answering = Callable[[UUID], Sequence[Resident]]


@dataclass(frozen=True)
class Kind:
    name: str
    find: Find
    effects: Effects | None = None
    is_private: bool = False
    may_be_mended: bool = True
    alike: Count | None = None
    answering: Answering | None = None


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    path: str,
    find: Find,
    *,
    effects: Effects | None = None,
    is_private: bool = False,
    may_be_mended: bool = True,
    alike: Count | None = None,
    answering: Answering | None = None,
) -> None:
    """Let things of a kind be reported at `/signaler/<path>/<id>/`.

    `find` goes through the domain's own access function and raises Http404 for what the viewer may not see. Without
    `effects`, moderation decides about the person alone. `is_private`: said between a few, for moderators only.
    `may_be_mended`: its author can still say it otherwise; else nobody asks them to. `alike` counts the other accounts
    that have the same `text` or `photo`. `answering` are those who answer for it besides its author: they read the
    reasons too, may mend it and contest.
    """
    known = _kinds.get(path)
    if known is not None and known.name != name:
        raise ValueError(f"{path} already leads to {known.name}")
    _kinds[path] = Kind(name, find, effects, is_private, may_be_mended, alike, answering)


def paths() -> list[str]:
    """The words of the addresses at which things are reported."""
    return list(_kinds)


def find(path: str, viewer: Resident | None, subject_id: UUID) -> tuple[str, Subject]:
    """The name of the kind and the thing itself, if this viewer may see it. Raises Http404."""
    kind = _kinds.get(path)
    if kind is None:
        raise Http404
    return kind.name, kind.find(viewer, subject_id)


def named(name: str) -> Kind | None:
    """A kind by its name; None for one that nothing registers any more."""
    return next((kind for kind in _kinds.values() if kind.name == name), None)


def answering(name: str, subject_id: UUID) -> list[Resident]:
    """Those who answer for a thing besides its author."""
    kind = named(name)
    return list(kind.answering(subject_id)) if kind and kind.answering else []


def again(name: str, viewer: Resident | None, subject_id: UUID) -> Subject | None:
    """A thing of a kind known by its name, if it is still there for this viewer."""
    kind = named(name)
    try:
        return kind.find(viewer, subject_id) if kind else None
    except Http404:
        return None
