"""What must be true before the site opens: schema, geography, static files, translations.

Each step looks first whether there is anything to do: the second start takes seconds. Platform imports nothing above
it: what it calls there is named here, and found when it is needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from maillage.platform import translations
from maillage.platform.progress import Progress, Report

TERRITORY = "maillage.territory.loading.load"
TERRITORY_IS_LOADED = "maillage.territory.loading.is_loaded"
DEMONSTRATION = "maillage.demo.building.build"
DEMONSTRATION_SEED = 2026


class CannotPrepare(RuntimeError):
    """The site cannot be prepared as it was asked; the message says what to do."""


class AlreadyInhabited(CannotPrepare):
    """The demonstration does not mix with people who live here."""


def prepare(progress: Progress) -> None:
    """Do all that is missing, and say it."""
    if waiting_migrations():
        with progress.step("Database: schema") as report:
            migrate(report)
    if not is_territory_loaded():
        with progress.step("Territory: communes of France") as report:
            load_territory(report)
    if settings.IS_DEMONSTRATION and not is_inhabited():
        with progress.step("Demonstration: towns and neighbours") as report:
            build_demonstration(DEMONSTRATION_SEED, report)
    if translations.are_stale():
        with progress.step("Translations"):
            translations.compile_catalogues()
    collect_static_files(progress)


def waiting_migrations() -> list[str]:
    """The migrations that are not applied yet, by name."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def migrate(report: Report) -> None:
    """Bring the schema up to date."""
    call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=_Lines(report))


def is_territory_loaded() -> bool:
    """Whether the database holds the geography that comes with this version of the program."""
    return bool(import_string(TERRITORY_IS_LOADED)())


def load_territory(report: Report) -> None:
    """Load the official geography that comes with the program."""
    import_string(TERRITORY)(report)


def is_inhabited() -> bool:
    """Whether anybody has an account."""
    return bool(apps.get_model("residents", "Resident").objects.exists())


def build_demonstration(seed: int, report: Report) -> None:
    """Build the demonstration's towns; the same seed gives the same data. Raises CannotPrepare."""
    if is_inhabited():
        raise AlreadyInhabited(
            "This database already has accounts: the demonstration is only built in an empty one."
            " Give another folder in MAILLAGE_DATA, or another database in DATABASE_URL."
        )
    import_string(DEMONSTRATION)(seed, report)


def collect_static_files(progress: Progress) -> None:
    """Gather, name by content and compress the static files, when one of them changed since the last time."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _static_fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return
    with progress.step("Static files"):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        mark.write_text(wanted)


def _static_fingerprint() -> str:
    return sha256(json.dumps(list(_static_files())).encode()).hexdigest()


def _static_files() -> Iterator[tuple[str, str]]:
    for finder in get_finders():
        for path, storage in finder.list(None):
            try:
                file = Path(storage.path(path)).stat()
                yield path, f"{file.st_size} {file.st_mtime_ns}"
            except NotImplementedError:  # a file made on the fly has no path
                with storage.open(path) as stream:
                    yield path, sha256(stream.read()).hexdigest()


class _Lines:
    """What `migrate` writes, to a report: the migrations it applies, as they begin."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def write(self, text: str) -> None:
        if text.strip().startswith("Applying"):
            self.report(text.strip().removeprefix("Applying ").rstrip("."))

    def flush(self) -> None:
        """Nothing is kept back."""
