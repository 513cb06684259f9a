"""Which PostgreSQL the program uses: the operator's (`DATABASE_URL`) or its own, embedded."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import psycopg

from maillage.platform import variables

OLDEST_MAJOR = 15
# A dependency that drops packets must not hang a page for more than 5 s (TRUST.md 17).
PAGE_SECONDS = 5
# Whom pages do not wait for (migrations, loading, jobs) sets it to a longer time; 0 is no limit.
SECONDS_VARIABLE = "MAILLAGE_STATEMENT_SECONDS"

# A server that is gone without a word is noticed as fast: unacknowledged for 5 s, a connection over TCP ends.
LOST_PACKETS = {"tcp_user_timeout": 5000, "keepalives_idle": 2, "keepalives_interval": 1, "keepalives_count": 3}

# Planning most of our queries takes the server longer than running them: it keeps the plan of a statement that comes
# back, which it can where the values travel apart from it.
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}

# How much of the letters typed a word must have to be found (pg_trgm's "<%", from 0 to 1). "perseuse" has 0.56 of
# "perceuses", "echange" 0.38 of "echelle". Here, so that no query changes what the next one of its connection finds.
ALIKE = 0.5


SHAPE = "DATABASE_URL should read postgresql://user:password@host:5432/name"


class BadDatabaseUrl(ValueError):
    """`DATABASE_URL` cannot be used; the message says how to mend it."""


class OldDatabase(RuntimeError):
    """The server is older than what Maillage needs; the message says what to do."""


def settings() -> dict[str, Any]:
    """Django's settings of the database."""
    url = variables.text("DATABASE_URL")
    address = _parsed(url) if url else _embedded()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        **address,
        "OPTIONS": {
            "connect_timeout": 4,
            **LOST_PACKETS,
            **PREPARED,
            "options": _session(),
            **address.get("OPTIONS", {}),
        },
    }


def refuse_old(url: str) -> None:
    """Raise OldDatabase when the server of `url` is older than PostgreSQL 15, OperationalError when it is away."""
    with psycopg.connect(url, connect_timeout=4) as connection:
        major = connection.info.server_version // 10_000
    if major < OLDEST_MAJOR:
        raise OldDatabase(
            f"The server of DATABASE_URL is PostgreSQL {major}; Maillage needs PostgreSQL {OLDEST_MAJOR} or later."
            " Upgrade it, or unset DATABASE_URL to use the PostgreSQL that comes with Maillage."
        )


def client_variables(url: str) -> dict[str, str]:
    """The database of `url` as PostgreSQL's own programs read it from their environment."""
    names = {"dbname": "PGDATABASE"}
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return {names.get(name, f"PG{name.upper()}"): str(value) for name, value in parts.items() if value is not None}


def _session() -> str:
    """What holds for every connection: how long it may take, and how much two words must share to be alike."""
    milliseconds = int(variables.seconds(SECONDS_VARIABLE, PAGE_SECONDS) * 1000)
    options = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds * 4 // 5,
        "idle_in_transaction_session_timeout": milliseconds * 6,
        "pg_trgm.word_similarity_threshold": ALIKE,
    }
    return " ".join(f"-c {name}={value}" for name, value in options.items())


def _parsed(url: str) -> dict[str, Any]:
    try:
        psycopg.conninfo.conninfo_to_dict(url)
        parts = urlsplit(url)
        port = str(parts.port or "")
    except (psycopg.ProgrammingError, ValueError):
        # Not the library's own words: they quote the address, its password too.
        raise BadDatabaseUrl(
            f"{SHAPE}. The port is a number, what follows “?” are parameters of libpq, and in the password / # ? @ are"
            " written %2F %23 %3F %40."
        ) from None
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:
        raise BadDatabaseUrl(SHAPE)
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": port,
        "OPTIONS": options,
    }


def _embedded() -> dict[str, Any]:
    return {"NAME": "maillage", "USER": "postgres", "HOST": str(_socket_folder())}


def embedded_folder() -> Path:
    """Where the embedded server keeps its data."""
    return variables.folder("MAILLAGE_DATA", "var") / "postgres"


def _socket_folder() -> Path:
    """Where the embedded server listens: fifth line of its `postmaster.pid`, else its own data folder."""
    lines = (embedded_folder() / "postmaster.pid").read_text().splitlines() if _is_started() else []
    return Path(lines[4]) if len(lines) > 4 else embedded_folder()


def _is_started() -> bool:
    return (embedded_folder() / "postmaster.pid").exists()


def renamed(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlsplit(url)._replace(path="/" + quote(name, safe="")).geturl()
