"""Django's sessions, in a table that knows whose they are: their owner lists them, and ends them.

A session is noted at its first page, whichever way somebody came in. Neither the network address nor the browser's own
long description is kept: two words are enough to recognise one's own telephone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest

from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.residents.models import Session

OPENED = "opened"
# What only this browser, or this system, says of itself in its User-Agent: browsers also say that they are others.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


class SessionStore(DatabaseStore):
    """Django's, keeping beside each session what its owner recognises it by."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        opened = data.get(OPENED)
        if SESSION_KEY in data and opened:
            session.resident_id = data[SESSION_KEY]
            session.device_id, session.browser, session.system = opened["id"], opened["browser"], opened["system"]
            session.opened_at = datetime.fromisoformat(opened["at"])
        return session


def note(request: HttpRequest) -> None:
    """Note by what its owner will recognise the session of a signed-in request. Writes once a session."""
    if OPENED not in request.session:
        said = request.headers.get("User-Agent", "")
        request.session[OPENED] = {
            "id": str(new_id()),
            "at": clock.now().isoformat(),
            "browser": _first(BROWSERS, said),
            "system": _first(SYSTEMS, said),
        }


def _first(names: dict[str, str], said: str) -> str:
    return next((name for sign, name in names.items() if sign in said), "")
