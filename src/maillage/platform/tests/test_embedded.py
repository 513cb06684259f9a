from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from maillage.platform import embedded


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a socket's has 107 bytes at most, and pytest's own folders belong to root alone."""
    with tempfile.TemporaryDirectory(prefix="maillage-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "postgres"


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., tuple[embedded.Server, str]]]:
    servers: list[embedded.Server] = []

    def started(*, forgetful: bool = True, joins: bool = True) -> tuple[embedded.Server, str]:
        server, url = embedded.start(folder, forgetful=forgetful, joins=joins)
        servers.append(server)
        return server, url

    yield started
    for server in servers:
        server.stop()


def test_what_was_written_is_there_after_a_restart(start):
    server, url = start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'bonjour' AS text")
    server.stop()
    _, url = start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT text FROM note").fetchone() == ("bonjour",)


def test_who_comes_second_joins_and_does_not_stop_it(start):
    first, _ = start()
    second, url = start()
    assert (first.is_ours, second.is_ours) == (True, False)
    second.stop()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_who_must_outlive_the_first_does_not_join_it(start, monkeypatch):
    monkeypatch.setattr(embedded, "LEAVING_SECONDS", 0.3)
    first, _ = start()
    with pytest.raises(embedded.CannotStart, match=r"Another command.*MAILLAGE_DATA"):
        start(joins=False)
    first.stop()
    second, _ = start(joins=False)
    assert second.is_ours


def test_who_must_outlive_the_first_waits_for_it_to_leave(start, folder):
    first, _ = start()
    leaving = threading.Timer(0.5, first.stop)
    leaving.start()
    second, url = start(joins=False)
    leaving.join()
    assert second.is_ours
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_two_that_start_together_share_one_server(start):
    servers: list[embedded.Server] = []
    stay = threading.Event()  # the server ends with the thread that started it

    def neighbour() -> None:
        servers.append(start()[0])
        stay.wait(30)

    threads = [threading.Thread(target=neighbour) for _ in range(4)]
    for thread in threads:
        thread.start()
    limit = time.monotonic() + 60
    while len(servers) < len(threads) and time.monotonic() < limit:
        time.sleep(0.02)
    try:
        assert sorted(server.is_ours for server in servers) == [False, False, False, True]
    finally:
        stay.set()
        for thread in threads:
            thread.join()


def test_letters_with_accents_have_a_case_and_words(start):
    _, url = start()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT lower('ÉÇÀ'), show_trgm('é')::text LIKE '%0x%'").fetchone() == ("éçà", True)


def test_a_killed_server_starts_again_with_its_data(start):
    server, url = start(forgetful=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept ()")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    server.stop()
    _, url = start(forgetful=False)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_number_used_again_by_another_process_is_not_taken_for_the_server(start, folder):
    server, _ = start()
    server.stop()
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")
    assert not embedded._is_running(folder)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_the_process_that_started_it(how, folder):
    code = (
        "import sys, time; from pathlib import Path; from maillage.platform import embedded;"
        f"server, _ = embedded.start(Path({str(folder)!r}), forgetful=True); print(server.process.pid, flush=True);"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.send_signal(how)
    limit = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < limit:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def test_only_its_owner_reaches_the_server(start):
    server, _ = start()
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700


def test_a_path_too_long_for_a_socket_still_starts(folder):
    deep = folder.parent / ("d" * 90) / "postgres"
    server, url = embedded.start(deep, forgetful=True)
    try:
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert not server.socket_folder.exists()


def test_data_of_another_version_are_refused_with_what_to_do(start, folder):
    server, _ = start()
    server.stop()
    (folder / "PG_VERSION").write_text("14\n")
    with pytest.raises(embedded.CannotStart, match=r"written by PostgreSQL 14.*Upgrade"):
        start()


def test_a_server_that_cannot_start_says_why(start, folder):
    server, _ = start()
    server.stop()
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(embedded.CannotStart, match="no_such_setting"):
        start()
