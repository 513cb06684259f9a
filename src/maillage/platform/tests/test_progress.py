from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from maillage.platform.progress import Progress


@pytest.fixture
def hour() -> list[float]:
    return [100.0]


@pytest.fixture
def log(hour: list[float]) -> tuple[StringIO, Progress]:
    stream = StringIO()
    console = Console(file=stream, force_terminal=False, highlight=False, soft_wrap=True)
    return stream, Progress(console, clock=lambda: hour[0])


def test_in_a_log_a_step_is_two_lines(log, hour):
    stream, progress = log
    with progress.step("Schema"):
        hour[0] += 2.5
    assert stream.getvalue() == "  Schema…\n✓ Schema 2.5 s\n"


def test_in_a_log_a_step_says_where_it_is_every_few_seconds_only(log, hour):
    stream, progress = log
    with progress.step("Schema") as report:
        for number in range(12):
            report(f"table {number}")
            hour[0] += 1
    assert [line.strip() for line in stream.getvalue().splitlines()[1:-1]] == ["table 0", "table 5", "table 10"]


def test_a_step_that_fails_is_said_to(log):
    stream, progress = log
    with pytest.raises(ValueError, match="broken"), progress.step("Schema"):
        raise ValueError("broken")
    assert stream.getvalue().splitlines()[-1] == "✗ Schema"


def test_what_is_said_is_not_read_as_markup(log):
    stream, progress = log
    progress.say("[bold] is a word")
    assert stream.getvalue() == "[bold] is a word\n"


def test_on_a_terminal_the_step_moves_and_ends_with_its_time(hour):
    stream = StringIO()
    progress = Progress(Console(file=stream, force_terminal=True, highlight=False, width=80), clock=lambda: hour[0])
    with progress.step("Schema") as report:
        report("table 1")
        hour[0] += 1
    assert "✓" in stream.getvalue()
    assert "1.0 s" in stream.getvalue()
