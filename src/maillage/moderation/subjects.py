"""What can be reported. The domain that owns a kind of thing says how its viewer obtains one, and nothing else does.

Moderation stands below the domains that show things, so that they come to it: see `portal.reportable`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    photo: Photo | None = None


Find = Callable[[Resident | None, UUID], Subject]


@dataclass(frozen=True)
class Kind:
    name: str
    find: Find


_kinds: dict[str, Kind] = {}


def register(name: str, path: str, find: Find) -> None:
    """Let things of a kind be reported at `/signaler/<path>/<id>/`.

    `find` goes through the domain's own access function and raises Http404 for what the viewer may not see.
    """
    known = _kinds.get(path)
    if known is not None and known.name != name:
        raise ValueError(f"{path} already leads to {known.name}")
    _kinds[path] = Kind(name, find)


def find(path: str, viewer: Resident | None, subject_id: UUID) -> tuple[str, Subject]:
    """The name of the kind and the thing itself, if this viewer may see it. Raises Http404."""
    kind = _kinds.get(path)
    if kind is None:
        raise Http404
    return kind.name, kind.find(viewer, subject_id)


def again(name: str, viewer: Resident | None, subject_id: UUID) -> Subject | None:
    """A thing of a kind known by its name, if it is still there for this viewer."""
    for kind in _kinds.values():
        if kind.name == name:
            try:
                return kind.find(viewer, subject_id)
            except Http404:
                return None
    return None
