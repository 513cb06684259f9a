from __future__ import annotations

import socket
import threading

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from maillage.platform import health
from maillage.platform.health import Level

pytestmark = pytest.mark.django_db


def seen(subject: str) -> list[tuple[Level, str]]:
    return [(finding.level, finding.sentence) for finding in health.findings() if finding.subject == subject]


@pytest.fixture
def configured(settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "secret_key").write_text("key")
    (tmp_path / "secret_key").chmod(0o600)
    settings.IS_DEMONSTRATION = False
    settings.IS_HTTPS, settings.SITE_ADDRESS, settings.SITE_HOST = (
        True,
        "https://voisins.exemple.fr",
        "voisins.exemple.fr",
    )
    return settings


def test_every_subject_is_looked_at(configured):
    assert {finding.subject for finding in health.findings()} == set(health.LOOKS)


def test_a_database_in_order_is_named():
    [(level, sentence)] = seen("Database")
    assert (level, sentence.split()[0]) == (Level.GOOD, "PostgreSQL")


def test_a_missing_extension_is_an_error():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION btree_gist CASCADE")
    assert (Level.ERROR, "extensions missing: btree_gist; run “maillage migrate”") in seen("Database")


def test_a_schema_up_to_date_and_one_that_waits():
    assert seen("Schema") == [(Level.GOOD, "up to date")]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'platform'"
            " AND name = (SELECT max(name) FROM django_migrations WHERE app = 'platform')"
        )
    [(level, sentence)] = seen("Schema")
    assert level is Level.ERROR
    assert "run “maillage migrate”" in sentence


def test_a_database_without_its_tables_says_what_to_run():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs RENAME TO away")
    assert seen("Jobs") == [(Level.ERROR, "its tables are not there yet: run “maillage migrate”")]


def test_a_job_that_nobody_does_is_a_warning():
    assert seen("Jobs") == [(Level.GOOD, "none is late")]
    app.configure_task("nothing").defer()
    assert seen("Jobs") == [(Level.GOOD, "none is late")]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    [(level, _)] = seen("Jobs")
    assert level is Level.WARNING


def test_a_folder_that_cannot_be_written_is_an_error(configured, tmp_path):
    (tmp_path / "file").touch()
    configured.DATA = tmp_path / "file" / "data"
    [(level, sentence)] = seen("Data folder")
    assert level is Level.ERROR
    assert "set MAILLAGE_DATA" in sentence


@pytest.mark.parametrize(("free", "level"), [(2**29, Level.ERROR), (2**31, Level.WARNING), (2**40, Level.GOOD)])
def test_room_on_the_disk(configured, monkeypatch, free, level):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert seen("Data folder")[0][0] is level


def test_a_secret_key_that_others_can_read_is_an_error(configured, tmp_path, monkeypatch):
    monkeypatch.delenv("MAILLAGE_SECRET_KEY", raising=False)
    assert seen("Secret key")[0][0] is Level.GOOD
    (tmp_path / "secret_key").chmod(0o644)
    [(level, sentence)] = seen("Secret key")
    assert level is Level.ERROR
    assert "chmod 600" in sentence


@pytest.mark.parametrize(
    ("address", "host", "level"),
    [
        ("https://voisins.exemple.fr", "voisins.exemple.fr", Level.GOOD),
        ("http://localhost:8000", "localhost", Level.WARNING),
        ("http://voisins.exemple.fr", "voisins.exemple.fr", Level.ERROR),
    ],
)
def test_the_address_must_be_https_beyond_this_machine(configured, address, host, level):
    configured.IS_HTTPS = address.startswith("https")
    configured.SITE_ADDRESS, configured.SITE_HOST = address, host
    assert seen("Address")[0][0] is level


def test_without_a_mail_server_nobody_signs_in(configured):
    configured.EMAIL_HOST = ""
    assert seen("E-mail")[0][0] is Level.ERROR
    configured.IS_DEMONSTRATION = True
    assert seen("E-mail")[0][0] is Level.GOOD


def test_a_mail_server_that_is_away_is_an_error(configured):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        configured.EMAIL_HOST, configured.EMAIL_PORT = "127.0.0.1", closed.getsockname()[1]
        assert seen("E-mail")[0][0] is Level.ERROR


def test_a_mail_server_that_answers_is_good(configured):
    def greet(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client, client.makefile("rb") as lines:
            client.sendall(b"220 mail.exemple.fr\r\n")
            for line in lines:
                client.sendall(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=greet, args=[listener], daemon=True).start()
        configured.EMAIL_HOST, configured.EMAIL_PORT = listener.getsockname()[:2]
        configured.EMAIL_USE_TLS = False
        configured.EMAIL_HOST_USER = configured.EMAIL_HOST_PASSWORD = ""
        assert seen("E-mail")[0][0] is Level.GOOD


def test_a_demonstration_at_a_public_address_is_a_warning(configured):
    configured.IS_DEMONSTRATION = True
    assert seen("Demonstration")[0][0] is Level.WARNING
