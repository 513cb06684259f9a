"""The command as an administrator types it: a process of its own, its output, its exit code."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys

import pytest

from maillage.platform.cli import main

COMMANDS = sorted(main.commands)


def maillage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    return subprocess.run(
        [sys.executable, "-m", "maillage", *arguments],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_commands_promised_are_there():
    assert {"run", "serve", "work", "live", "load", "demo", "check", "migrate", "manage"} <= set(COMMANDS)


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "manage"])
def test_help_is_short_lines_that_end_and_names_the_variables(command):
    answer = maillage(command, "--help")
    assert answer.returncode == 0
    assert "MAILLAGE_ADDRESS" in answer.stdout
    assert max(map(len, answer.stdout.splitlines())) <= 80


def test_the_list_of_commands_cuts_no_sentence():
    commands = maillage("--help").stdout.split("Commands:")[1].split("\n\n")[0]
    assert re.findall(r"\.\.\.$", commands, re.MULTILINE) == []


def test_a_bad_address_is_said_in_a_sentence_without_a_traceback():
    answer = maillage("check", DATABASE_URL="mysql://here/there")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: DATABASE_URL should read postgresql://")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MAILLAGE_ADDRESS", "voisins.exemple.fr"),
        ("MAILLAGE_SMTP_TLS", "yes"),
        ("MAILLAGE_STATEMENT_SECONDS", "five"),
        ("MAILLAGE_LOG", "LOUD"),
        ("MAILLAGE_DATA", "/proc/nowhere"),
        ("MAILLAGE_DATA", "/etc/passwd"),
    ],
)
def test_a_bad_setting_is_said_in_a_sentence_that_names_it(variable, value):
    answer = maillage("check", **{variable: value})
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert re.search(f"^Error: .*{variable}", answer.stderr, re.MULTILINE)


def test_a_server_that_is_away_is_said_in_a_sentence():
    answer = maillage("check", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: ")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(("command", "option"), [("serve", "--port"), ("live", "--live-port")])
def test_a_part_of_the_site_refuses_a_taken_port(command, option):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = maillage(command, option, str(other.getsockname()[1]))
    assert answer.returncode == 1
    assert answer.stderr.startswith("Error: Maillage cannot listen on 127.0.0.1:")


@pytest.mark.django_db(transaction=True)
def test_check_ends_with_an_error_when_something_must_be_mended():
    answer = maillage("check", MAILLAGE_ADDRESS="http://voisins.exemple.fr")
    assert answer.returncode == 1
    assert "ERROR    Address: http://voisins.exemple.fr: people sign in here" in answer.stdout


def test_manage_passes_everything_on():
    answer = maillage("manage", "version", "--no-color")
    assert answer.returncode == 0
    assert re.fullmatch(r"5\.2\.\d+\n", answer.stdout)
