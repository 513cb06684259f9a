"""What was typed of a request and not sent yet, kept in the session: the address names it, so that Back finds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from maillage.platform.ids import new_id

SESSION_KEY = "listing-drafts"
KEPT = 3  # one for each tab that somebody may have open on the form
LONGEST = 8000  # of one value: twice what a text may hold, so that even what is too long comes back to be cut


def keep(session: SessionBase, typed: Mapping[str, Sequence[str]]) -> str:
    """The name of a new draft; the oldest make room for it."""
    name = str(new_id())
    draft = {field: [value[:LONGEST] for value in values] for field, values in typed.items()}
    # As pairs, for their order: a session keeps that of a list alone.
    session[SESSION_KEY] = [*session.get(SESSION_KEY, []), (name, draft)][-KEPT:]
    return name


def read(session: SessionBase, name: str) -> QueryDict | None:
    """A draft as a form takes it; None where there is none of that name, or no more."""
    for known, draft in session.get(SESSION_KEY, []):
        if known == name:
            typed = QueryDict(mutable=True)
            for field, values in draft.items():
                typed.setlist(field, values)
            return typed
    return None


def forget(session: SessionBase) -> None:
    """Once the request is sent."""
    session.pop(SESSION_KEY, None)
