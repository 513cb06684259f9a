"""The `maillage` command, for the person who runs the site."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
import psycopg

from maillage import __version__
from maillage.platform import database, embedded, variables
from maillage.platform.progress import Progress

# What a person can mend: said in a sentence, without a traceback.
MENDABLE = (
    database.BadDatabaseUrl,
    database.OldDatabase,
    embedded.CannotStart,
    psycopg.OperationalError,
    variables.BadSetting,
    PermissionError,
)
HELP_WIDTH = 90
# What takes e-mail is above the platform, which imports nothing above it.
INBOUND = "maillage.conversations.inbound.pipe"

VARIABLES = """\b
Environment variables that matter:
  MAILLAGE_ADDRESS        what people type: https://voisins.exemple.fr
  MAILLAGE_DATA           folder of the photos, of the secret key and of the
                          PostgreSQL that comes with Maillage; default: var
  DATABASE_URL            another PostgreSQL, 15 or later:
                          postgresql://user:password@host/name
  MAILLAGE_SMTP_HOST      server that sends e-mail (and _PORT, _USER, ...)
  MAILLAGE_DEMONSTRATION  1: fictional neighbours, e-mail shown on a page;
                          never on a real site

All of them are explained in docs/operators.md.
"""


class Commands(click.Group):
    """Says an error that can be mended as a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        from maillage.platform.preparing import CannotPrepare
        from maillage.platform.running import BadHost, PortTaken

        try:
            return super().invoke(ctx)
        except (*MENDABLE, BadHost, CannotPrepare, PortTaken) as refusal:
            raise click.ClickException(str(refusal).strip()) from refusal


@click.group(
    cls=Commands,
    epilog=VARIABLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": HELP_WIDTH},
)
@click.version_option(__version__, "--version", prog_name="Maillage")
def main() -> None:
    """Maillage, a sharing network for neighbours.

    “maillage run” starts everything on one machine. The other commands are for running its parts
    apart (serve, live, work), for its data (migrate, load, demo) and for its health (check).
    """


listening = click.option(
    "--host",
    envvar="MAILLAGE_HOST",
    default="127.0.0.1",
    show_default=True,
    show_envvar=True,
    help="Network address to listen on; 0.0.0.0 for every one (put a reverse proxy with https in front).",
)
port = click.option(
    "--port",
    envvar="MAILLAGE_PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 65535),
    help="Port of the pages.",
)
live_port = click.option(
    "--live-port",
    envvar="MAILLAGE_LIVE_PORT",
    default=8001,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 65535),
    help="Port of the live updates.",
)
workers = click.option(
    "--workers",
    envvar="MAILLAGE_WORKERS",
    type=click.IntRange(1, 64),
    show_envvar=True,
    help="Processes that serve pages.  [default: one a processor core]",
)


@main.command("run", epilog=VARIABLES)
@listening
@port
@live_port
@workers
def run_site(host: str, port: int, live_port: int, workers: int | None) -> None:
    """Run the whole site on this machine.

    Starts PostgreSQL (unless DATABASE_URL names another), brings the schema up to date, loads the
    communes of France the first time, then runs the pages, the live updates and the background
    jobs. A process that stops is started again. Ctrl-C, or the signal TERM, stops everything;
    the data stay.
    """
    from maillage.platform import running

    site = running.Site.at(host, port, live_port, workers)
    os.environ.update(site.variables)
    os.environ[database.SECONDS_VARIABLE] = "0"  # the preparation may take its time; the pages get their own limit
    progress = Progress()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    site.refuse_taken_ports()
    with _database(progress, joins=False) as server:
        from django.db import connections

        from maillage.platform import preparing

        preparing.prepare(progress)
        connections.close_all()
        site.refuse_taken_ports()  # somebody may have come while we prepared, and the system would let both listen
        running.run(site, server, progress)


@main.command(epilog=VARIABLES)
@listening
@port
@workers
def serve(host: str, port: int, workers: int | None) -> None:
    """Serve the pages only.

    For a site whose parts run apart, for instance as systemd services or on several machines, all
    with the same DATABASE_URL, MAILLAGE_ADDRESS and MAILLAGE_SECRET_KEY, and a shared MAILLAGE_DATA.
    Run “maillage migrate” once before.
    """
    from maillage.platform import preparing, running

    site = running.Site.at(host, port, 0, workers)
    running.refuse_taken_port(host, port, "MAILLAGE_PORT", "--port")
    progress = Progress()
    with _database(progress) as server:
        preparing.collect_static_files(progress)
        _become(running.pages_command(host, port, site.workers), server, progress)


@main.command(epilog=VARIABLES)
@listening
@live_port
def live(host: str, live_port: int) -> None:
    """Serve the live updates only.

    Messages that appear without reloading. One process holds all the open pages. Behind a reverse
    proxy it is the path /live/. Without it the site works, and people reload to see what is new.
    """
    from maillage.platform import running

    running.refuse_taken_port(host, live_port, "MAILLAGE_LIVE_PORT", "--live-port")
    progress = Progress()
    with _database(progress) as server:
        _become(running.live_command(host, live_port), server, progress)


@main.command(epilog=VARIABLES)
@click.option("--at-once", default=4, show_default=True, type=click.IntRange(1, 64), help="Jobs done at the same time.")
def work(at_once: int) -> None:
    """Do the background jobs.

    E-mail, expiry of listings, widening of horizons, clean-up at night. Several may run, on several
    machines: each job is done once. When it is asked to stop, it finishes the jobs at hand; a job
    cut short is done again.
    """
    os.environ.setdefault(database.SECONDS_VARIABLE, "600")
    with _database(Progress()):
        from django.core.management import call_command

        call_command(
            "procrastinate",
            "worker",
            "--concurrency",
            str(at_once),
            "--shutdown-graceful-timeout",
            "8",
            "--delete-jobs",
            "successful",
        )


@main.command(epilog=VARIABLES)
def migrate() -> None:
    """Bring the database's schema up to date.

    Needed after an upgrade, once, before the processes start again; “maillage run” does it by
    itself.
    """
    progress = Progress()
    with _patient_database(progress):
        from maillage.platform import preparing

        with progress.step("Database: schema") as report:
            preparing.migrate(report)


@main.command(epilog=VARIABLES)
def load() -> None:
    """Load the official geography.

    Communes, unions, contours, town halls and the addresses of the demonstration's towns. It comes
    with the program: no network is needed. Loading again, after an upgrade, brings changes of
    boundaries and population, and keeps everything that people wrote.
    """
    progress = Progress()
    with _patient_database(progress):
        from maillage.platform import preparing

        with progress.step("Territory: communes of France") as report:
            preparing.load_territory(report)


@main.command(epilog=VARIABLES)
@click.option("--seed", default=2026, show_default=True, help="The same number gives the same neighbours.")
def demo(seed: int) -> None:
    """Fill an empty site with fictional neighbours.

    Two towns, their neighbours, what they lend, give, ask and say.

    Refused where somebody has an account. Run the site with MAILLAGE_DEMONSTRATION=1 to sign in as
    one of them with one click.
    """
    os.environ["MAILLAGE_DEMONSTRATION"] = "1"
    progress = Progress()
    with _patient_database(progress):
        from maillage.platform import preparing

        with progress.step("Database: schema") as report:
            preparing.migrate(report)
        if not preparing.is_territory_loaded():
            with progress.step("Territory: communes of France") as report:
                preparing.load_territory(report)
        with progress.step("Demonstration: towns and neighbours") as report:
            preparing.build_demonstration(seed, report)


@main.command(epilog=VARIABLES)
def check() -> None:
    """Look at the configuration and at the site's health.

    Looks at the database, its version and schema, the data folder and the room on its disk, the
    address, the e-mail server, and the jobs that wait. The exit code is 0 when the site can work
    (a warning can wait), 1 when something must be mended.
    """
    with _database(Progress()):
        from maillage.platform.health import Level, findings

        style = {Level.GOOD: "green", Level.WARNING: "yellow", Level.ERROR: "red"}
        levels = set()
        for finding in findings():
            levels.add(finding.level)
            level = click.style(f"{finding.level.value:8}", fg=style[finding.level])
            click.echo(f"{level} {finding.subject}: {finding.sentence}")
    sys.exit(Level.ERROR in levels)


@main.command(epilog=VARIABLES)
@click.argument("recipient", required=False, default="")
def inbound(recipient: str) -> None:
    """Take one reply by e-mail from the mail server.

    It is read on the standard input, in a pipe of the mail server (docs/operators.md), which tells
    RECIPIENT. The exit code is one of sysexits.h: 0 when it was said in its conversation, 75 when the
    mail server should try again, another when it is refused, with a sentence for who wrote.
    """
    try:
        with _patient_database(Progress(), quietly=True):
            from django.utils.module_loading import import_string

            code, sentence = import_string(INBOUND)(sys.stdin.buffer, recipient)
    except Exception:  # whatever is wrong with the site: the mail server keeps the e-mail, and tries for days
        traceback.print_exc()
        code, sentence = os.EX_TEMPFAIL, "4.3.0 Maillage cannot read e-mail now."
    click.echo(sentence, err=True)
    sys.exit(code)


@main.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands: manage help."""
    with _patient_database(Progress(), quietly=True):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["maillage manage", *arguments])


@main.command(
    "postgres",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog=VARIABLES,
)
@click.argument("program")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def postgres_program(program: str, arguments: tuple[str, ...]) -> None:
    """Run one of PostgreSQL's programs on the site's database.

    psql, pg_dump, pg_restore...: those that come with Maillage, pointed at the database of the
    site, which is started when it is not running. To back up:

    \b
      maillage postgres pg_dump --format=custom --file=maillage.dump
    """
    with _patient_database(Progress(), quietly=True):
        environment = {**os.environ, **database.client_variables(os.environ["DATABASE_URL"])}
        environment["PATH"] = f"{embedded.binaries()}{os.pathsep}{environment.get('PATH', os.defpath)}"
        try:
            done = subprocess.run([program, *arguments], env=environment, check=False)  # noqa: S603 (what the operator typed)
        except FileNotFoundError as refusal:
            raise click.ClickException(f"PostgreSQL has no program {program}.") from refusal
    sys.exit(done.returncode)


@contextmanager
def _database(progress: Progress, *, quietly: bool = False, joins: bool = True) -> Iterator[embedded.Server | None]:
    """Within the block the database answers, and Django is ready. Gives the embedded server, if it is that one.

    Without `joins`, never a server that another command started and will stop.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.platform.settings")
    url = os.environ.get("DATABASE_URL")
    server = None
    if url:
        database.settings()  # says how to mend a bad address
        database.refuse_old(url)
    elif quietly:
        server, _ = embedded.start(database.embedded_folder(), joins=joins)
    else:
        with progress.step("Database: PostgreSQL"):
            server, _ = embedded.start(database.embedded_folder(), joins=joins)
    if server is not None:
        # What we start (pages, jobs) joins this server instead of starting its own.
        os.environ["DATABASE_URL"] = server.url("maillage")
    try:
        import django

        django.setup()
        yield server
    finally:
        if server is not None:
            server.stop()


@contextmanager
def _patient_database(progress: Progress, *, quietly: bool = False) -> Iterator[embedded.Server | None]:
    """The same without the limit of time that a page has."""
    os.environ.setdefault(database.SECONDS_VARIABLE, "0")
    with _database(progress, quietly=quietly) as server:
        yield server


def _become(command: list[str], server: embedded.Server | None, progress: Progress) -> None:
    """Run a server's command: in our place, unless we have a database to stop afterwards."""
    if server is None or not server.is_ours:
        os.execv(command[0], command)  # noqa: S606 (our own command)
    from maillage.platform.supervisor import Supervisor, program

    Supervisor([program("server", command)], progress.say).run()


def _stop(*_: object) -> NoReturn:
    """TERM and HUP end a command like Ctrl-C: what it started is stopped."""
    raise KeyboardInterrupt
