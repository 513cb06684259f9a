"""Real processes: they die, they hang, they leave children, and nothing of them stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from maillage.platform import supervisor as supervising
from maillage.platform.supervisor import Supervisor, program

FOREVER = "import time; time.sleep(600)"
# Starts a child that ignores the polite signal, says its number, and waits.
WITH_CHILD = textwrap.dedent(
    """
    import pathlib, signal, subprocess, sys, time
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    child = subprocess.Popen([sys.executable, "-c", deaf])
    pathlib.Path(sys.argv[1]).write_text(str(child.pid))
    time.sleep(600)
    """
)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervise(said: list[str]) -> Iterator[Callable[..., Supervisor]]:
    running: list[Supervisor] = []

    def start(*services: supervising.Service) -> Supervisor:
        running.append(Supervisor(services, said.append, first_pause=0.01, stop_seconds=1))
        return running[-1]

    yield start
    for supervisor in running:
        supervisor.stop()


def python(name: str, code: str, *arguments: str) -> supervising.Service:
    return program(name, [sys.executable, "-c", code, *arguments])


def wait_for(condition: Callable[[], object], seconds: float = 20) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def is_dead(pid: int) -> bool:
    return not is_alive(pid)


def test_a_process_that_dies_is_started_again_and_it_is_said(supervise, said, tmp_path):
    trace = tmp_path / "starts"
    supervisor = supervise(python("web", f"open({str(trace)!r}, 'a').write('x'); raise SystemExit(3)"))

    def started_twice() -> bool:
        supervisor.tend()
        return trace.exists() and len(trace.read_text()) >= 2

    wait_for(started_twice)
    assert said[0] == "web stopped (exit code 3); started again in 0.01 s."


def test_the_pause_doubles_while_a_process_keeps_dying(supervise, said):
    supervisor = supervise(python("web", "raise SystemExit(1)"))

    def died_three_times() -> bool:
        supervisor.tend()
        return len(said) >= 3

    wait_for(died_three_times)
    assert [sentence.split()[-2] for sentence in said[:3]] == ["0.01", "0.02", "0.04"]


def test_a_process_that_ran_well_is_started_again_at_once(said):
    hour = [0.0]
    supervisor = Supervisor([python("web", FOREVER)], said.append, first_pause=0.01, clock=lambda: hour[0])
    try:
        for _ in range(3):
            supervisor.tend()
            process = supervisor._places[0].process
            assert process is not None
            process.kill()
            wait_for(partial(is_dead, process.pid))
            hour[0] += 3600
            supervisor.tend()
            hour[0] += 1
    finally:
        supervisor.stop()
    assert said == ["web stopped (killed by SIGKILL); started again in 0.01 s."] * 3


def test_stopping_leaves_no_grandchild(supervise, tmp_path):
    number = tmp_path / "pid"
    supervisor = supervise(python("web", WITH_CHILD, str(number)))
    supervisor.tend()
    wait_for(lambda: number.exists() and number.read_text())
    grandchild = int(number.read_text())
    assert is_alive(grandchild)
    supervisor.stop()
    wait_for(lambda: not is_alive(grandchild), seconds=2)


def test_a_process_deaf_to_the_signal_is_killed_and_it_is_said(supervise, said, tmp_path):
    ready = tmp_path / "ready"
    code = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(600)"
    )
    supervisor = supervise(python("jobs", code))
    supervisor.tend()
    wait_for(ready.exists)
    supervisor.stop()
    assert said == ["jobs did not stop when asked; killed."]


def test_processes_stop_in_the_opposite_order(supervise, tmp_path):
    trace = tmp_path / "ends"
    code = (
        "import pathlib, signal, sys, time\n"
        f"def end(*_):\n    open({str(trace)!r}, 'a').write(sys.argv[1]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); pathlib.Path(sys.argv[2]).touch(); time.sleep(600)"
    )
    files = {name: tmp_path / name for name in "abc"}
    supervisor = supervise(*(python(name, code, name, str(file)) for name, file in files.items()))
    supervisor.tend()
    wait_for(lambda: all(file.exists() for file in files.values()))
    supervisor.stop()
    assert trace.read_text() == "cba"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_the_supervisor_ends_its_processes(how, tmp_path):
    number = tmp_path / "pid"
    child = f"import os, pathlib, time; pathlib.Path({str(number)!r}).write_text(str(os.getpid())); time.sleep(600)"
    code = (
        "import sys; from maillage.platform.supervisor import Supervisor, program;"
        f"Supervisor([program('web', [sys.executable, '-c', {child!r}])], print).run()"
    )
    keeper = subprocess.Popen([sys.executable, "-c", code], env={**os.environ})
    wait_for(lambda: number.exists() and number.read_text())
    pid = int(number.read_text())
    keeper.send_signal(how)
    keeper.wait(20)
    wait_for(lambda: not is_alive(pid))
