"""A pytest plugin: a real PostgreSQL for every test.

The one of DATABASE_URL, else an embedded one of its own that leaves nothing behind. It must be there before Django's
settings are read, hence a plugin (`-p` in pyproject.toml) and no conftest.py. The processes of a run in parallel
inherit the folder and the server of the one that started them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from django.utils import translation

from maillage.platform import database, embedded, translations

PREFIX = "maillage-tests-"
TEMPLATE = "maillage_tests_template"


def _open_folder() -> Path:
    """A folder for this run, named after its process so that another run can tell it was abandoned."""
    for abandoned in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        pid = abandoned.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(abandoned, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o755)  # crossed by PostgreSQL's own account when the tests run as root
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# No test is timed, and a busy machine may need long to empty every table.
os.environ.setdefault(database.SECONDS_VARIABLE, "120")


def pytest_runtest_setup() -> None:
    """Each test begins in the site's language, whatever the one before it left active."""
    translation.deactivate()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """The tables are made once in a run, and emptied cheaply."""
    if fixturedef.argname == "django_db_setup":
        from maillage.platform import database_for_tests  # not before Django is ready

        with request.getfixturevalue("django_db_blocker").unblock():
            database_for_tests.copy_template(TEMPLATE, Path(os.environ["MAILLAGE_TEST_FOLDER"]))
        database_for_tests.empty_cheaply()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The first process ends after the others, and leaves nothing behind on a server that is not ours."""
    if not hasattr(session.config, "workerinput"):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if "MAILLAGE_DATA" not in os.environ or os.environ.get("MAILLAGE_TEST_FOLDER") != os.environ["MAILLAGE_DATA"]:
    folder = _open_folder()
    os.environ["MAILLAGE_DATA"] = os.environ["MAILLAGE_TEST_FOLDER"] = str(folder)
    # Ended like with Ctrl-C, so that the server is stopped and the folder removed.
    signal.signal(signal.SIGTERM, _interrupt)
    if translations.are_stale():
        translations.compile_catalogues()
    if os.environ.get("DATABASE_URL"):
        database.refuse_old(os.environ["DATABASE_URL"])
    else:
        _, os.environ["DATABASE_URL"] = embedded.start(folder / "postgres", forgetful=True)
