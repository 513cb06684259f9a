"""Which PostgreSQL the program uses: the operator's (`DATABASE_URL`) or its own, embedded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# A dependency that drops packets must not hang a page for more than 5 s (TRUST.md 17).
LIMITS = "-c statement_timeout=5000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=30000"


class BadDatabaseUrl(ValueError):
    """`DATABASE_URL` cannot be used; the message says how to mend it."""


def settings() -> dict[str, Any]:
    """Django's settings of the database."""
    url = os.environ.get("DATABASE_URL", "")
    address = _parsed(url) if url else _embedded()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        **address,
        "OPTIONS": {"connect_timeout": 4, "options": LIMITS, **address.get("OPTIONS", {})},
    }


def _parsed(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise BadDatabaseUrl("DATABASE_URL should read postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def _embedded() -> dict[str, Any]:
    return {"NAME": "maillage", "USER": "postgres", "HOST": str(_socket_folder())}


def embedded_folder() -> Path:
    """Where the embedded server keeps its data."""
    return Path(os.environ.get("MAILLAGE_DATA", "var")).resolve() / "postgres"


def _socket_folder() -> Path:
    """Where the embedded server listens: fifth line of its `postmaster.pid`, else its own data folder."""
    lines = (embedded_folder() / "postmaster.pid").read_text().splitlines() if _is_started() else []
    return Path(lines[4]) if len(lines) > 4 else embedded_folder()


def _is_started() -> bool:
    return (embedded_folder() / "postmaster.pid").exists()
