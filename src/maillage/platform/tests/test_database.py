from __future__ import annotations

import os
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from maillage.platform import database


def test_an_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann%40b:se%2Fcret@db.exemple.fr:5433/mail%20lage?sslmode=require")
    settings = database.settings()
    assert [settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "mail lage",
        "ann@b",
        "se/cret",
        "db.exemple.fr",
        "5433",
    ]
    assert settings["OPTIONS"]["sslmode"] == "require"


def test_an_address_may_be_a_socket(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@/maillage?host=%2Frun%2Fpostgresql")
    assert database.settings()["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "url",
    ["mysql://host/name", "postgresql://host", "postgresql://host/", "maillage", "postgresql://host:port/name",
     "postgresql://host:99999/name", "postgresql://[::1/name", "postgresql://host/name?nonsense=1"],
)  # fmt: skip
def test_a_bad_address_says_how_to_write_it(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(database.BadDatabaseUrl, match=r"postgresql://user:password@host:5432/name"):
        database.settings()


@pytest.mark.parametrize("url", ["postgresql://ann:sec/ret@host/name", "postgresql://ann:secret@[::1/name"])
def test_a_bad_address_tells_no_password(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(database.BadDatabaseUrl) as refusal:
        database.settings()
    assert "sec" not in str(refusal.value)


def test_a_server_too_old_is_refused_with_what_to_do(monkeypatch):
    # No server that old is at hand: only what it says of itself is made up.
    class Old(psycopg.Connection):
        info = SimpleNamespace(server_version=140_012)  # type: ignore[assignment]

    connect = psycopg.connect
    monkeypatch.setattr(psycopg, "connect", Old.connect)
    with pytest.raises(database.OldDatabase, match="PostgreSQL 14; Maillage needs PostgreSQL 15 or later"):
        database.refuse_old(os.environ["DATABASE_URL"])
    monkeypatch.setattr(psycopg, "connect", connect)
    database.refuse_old(os.environ["DATABASE_URL"])


@pytest.mark.parametrize(("seconds", "limits"), [("5", ("5s", "4s")), ("0", ("0", "0"))])
def test_a_page_has_a_limit_of_time_that_work_may_lift(monkeypatch, seconds, limits):
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"])
    monkeypatch.setenv(database.SECONDS_VARIABLE, seconds)
    settings = database.settings()
    with psycopg.connect(os.environ["DATABASE_URL"], options=settings["OPTIONS"]["options"]) as direct:
        shown = [direct.execute(f"SHOW {name}").fetchone() for name in ("statement_timeout", "lock_timeout")]
    assert tuple(value for row in shown if row for value in row) == limits


@pytest.mark.django_db
def test_the_tests_run_on_a_version_that_is_supported():
    assert connection.cursor().connection.info.server_version >= database.OLDEST_MAJOR * 10_000
