"""What an administrator wants to know before opening the site, and when something is wrong."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from smtplib import SMTPException

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError, ProgrammingError, connection

from maillage.platform import database, preparing, tiles

EXTENSIONS = {"unaccent", "pg_trgm", "btree_gist"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
NEEDED_BYTES = 2**30
COMFORTABLE_BYTES = 5 * 2**30
# Somebody waits for an e-mail: a queue older than that means that nobody works on it.
OLDEST_JOB_MINUTES = 10


class Level(Enum):
    GOOD = "ok"
    WARNING = "warning"
    ERROR = "ERROR"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: a warning can wait, an error keeps the site from working."""

    subject: str
    level: Level
    sentence: str


def findings() -> Iterator[Finding]:
    """Look at everything, each thing even when the one before is wrong."""
    for subject, look in LOOKS.items():
        try:
            yield from (Finding(subject, level, sentence) for level, sentence in look())
        except ProgrammingError:
            yield Finding(subject, Level.ERROR, "its tables are not there yet: run “maillage migrate”")
        except DatabaseError as refusal:
            yield Finding(subject, Level.ERROR, f"the database refused: {str(refusal).strip()}")
        except OSError as refusal:
            yield Finding(subject, Level.ERROR, str(refusal))


Seen = Iterator[tuple[Level, str]]


def _database() -> Seen:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000")
        version, major = cursor.fetchone()
        cursor.execute("SELECT extname FROM pg_extension")
        missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
        (encoding,) = cursor.fetchone()
    if major < database.OLDEST_MAJOR:
        yield Level.ERROR, f"PostgreSQL {version}: version {database.OLDEST_MAJOR} or later is needed"
    else:
        yield Level.GOOD, f"PostgreSQL {version}"
    if encoding != "UTF8":
        yield Level.ERROR, f"its encoding is {encoding}: make it again with ENCODING 'UTF8'"
    if missing:
        yield Level.ERROR, f"extensions missing: {', '.join(sorted(missing))}; run “maillage migrate”"


def _schema() -> Seen:
    waiting = preparing.waiting_migrations()
    if waiting:
        yield Level.ERROR, f"{len(waiting)} migrations wait: run “maillage migrate”"
    else:
        yield Level.GOOD, "up to date"


def _territory() -> Seen:
    if preparing.is_territory_loaded():
        yield Level.GOOD, "loaded"
    else:
        yield Level.ERROR, "not loaded: run “maillage load”"


def _jobs() -> Seen:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs AS job WHERE job.status = 'todo' AND greatest(job.scheduled_at,"
            " (SELECT min(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'deferred'))"
            " < now() - make_interval(mins => %s)",
            [OLDEST_JOB_MINUTES],
        )
        (late,) = cursor.fetchone()
    if late:
        yield Level.WARNING, f"{late} have waited for over {OLDEST_JOB_MINUTES} minutes: is “maillage work” running?"
    else:
        yield Level.GOOD, "none is late"


def _data_folder() -> Seen:
    folder = Path(settings.DATA)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as refusal:
        yield Level.ERROR, f"{folder} cannot be written ({refusal.strerror}); set MAILLAGE_DATA or its owner"
        return
    free = shutil.disk_usage(folder).free
    room = f"{folder}, {free / 2**30:.1f} GB free"
    if free < NEEDED_BYTES:
        yield Level.ERROR, f"{room}: at least 1 GB is needed"
    elif free < COMFORTABLE_BYTES:
        yield Level.WARNING, f"{room}: photos will soon fill it"
    else:
        yield Level.GOOD, room


def _secret_key() -> Seen:
    file = Path(settings.DATA) / "secret_key"
    if os.environ.get("MAILLAGE_SECRET_KEY"):
        yield Level.GOOD, "from MAILLAGE_SECRET_KEY"
    elif file.stat().st_mode & 0o077:
        yield Level.ERROR, f"{file} can be read by others: run “chmod 600 {file}”"
    else:
        yield Level.GOOD, f"in {file}; keep a copy with the backups"


def _address() -> Seen:
    if settings.IS_HTTPS:
        yield Level.GOOD, settings.SITE_ADDRESS
    elif settings.SITE_HOST in LOCAL_HOSTS:
        yield Level.WARNING, f"{settings.SITE_ADDRESS}: for this machine only; set MAILLAGE_ADDRESS to open the site"
    else:
        yield Level.ERROR, f"{settings.SITE_ADDRESS}: people sign in here, so it must begin with https://"


def _mail() -> Seen:
    if settings.IS_DEMONSTRATION:
        yield Level.GOOD, "shown on a page of the demonstration, not sent"
    elif not settings.EMAIL_HOST:
        yield Level.ERROR, "nobody can receive the code to sign in: set MAILLAGE_SMTP_HOST"
    else:
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        server = EmailBackend()
        try:
            server.open()
            server.close()
        except (OSError, SMTPException) as refusal:
            yield Level.ERROR, f"{where} refused: {refusal}"
        else:
            yield Level.GOOD, f"{where} accepts us"


def _tiles() -> Seen:
    try:
        address = tiles.checked()
    except tiles.NotTiles as mistake:
        yield Level.WARNING, f"none: {mistake}"
        return
    if not address:
        yield Level.GOOD, "none: maps show contours and places"
    elif address.startswith("http://") and settings.IS_HTTPS:
        yield Level.WARNING, "browsers refuse pictures without https on a page with it: MAILLAGE_TILES"
    elif not settings.TILES_CREDIT:
        yield Level.WARNING, f"from {address}, and nobody is credited: set MAILLAGE_TILES_CREDIT"
    else:
        yield Level.GOOD, f"from {address}"


def _demonstration() -> Seen:
    if settings.IS_DEMONSTRATION and settings.SITE_HOST not in LOCAL_HOSTS:
        yield Level.WARNING, "on, at a public address: anybody may sign in as anybody; unset MAILLAGE_DEMONSTRATION"
    else:
        yield Level.GOOD, "on, for this machine" if settings.IS_DEMONSTRATION else "off"


LOOKS: dict[str, Callable[[], Seen]] = {
    "Database": _database,
    "Schema": _schema,
    "Territory": _territory,
    "Jobs": _jobs,
    "Data folder": _data_folder,
    "Secret key": _secret_key,
    "Address": _address,
    "E-mail": _mail,
    "Tiles": _tiles,
    "Demonstration": _demonstration,
}
