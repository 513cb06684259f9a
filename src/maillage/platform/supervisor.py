"""Keeps the site's processes running together, and ends them together.

A process that stops is started again, after a pause that doubles while it keeps stopping. Nothing survives the
supervisor: each process leads a group of its own, which is killed after its leader, and the kernel ends the leaders
when the supervisor itself is killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from maillage.platform import parting

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A process that ran that long is well: its next stop is a first one again.
WELL_AFTER_SECONDS = 60.0
STOP_SECONDS = 12.0
TICK_SECONDS = 0.1


@dataclass(frozen=True)
class Service:
    """A process of the site. `spawn` starts it, in a session of its own; `ending` asks it to stop."""

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    ending: signal.Signals = signal.SIGTERM


def program(name: str, command: Sequence[str], variables: Mapping[str, str] | None = None) -> Service:
    """A service that is a command, run with the environment of this process and `variables`."""

    def spawn() -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 (our own commands)
            list(command),
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=parting.end_with_parent(signal.SIGTERM),  # noqa: PLW1509 (one system call, no lock)
        )

    return Service(name, spawn)


@dataclass
class _Place:
    """Where a service stands."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = 0.0


@dataclass
class Supervisor:
    """Runs services until asked to stop. They start in order and stop in the opposite one."""

    services: Sequence[Service]
    say: Callable[[str], None]
    first_pause: float = FIRST_PAUSE_SECONDS
    stop_seconds: float = STOP_SECONDS
    clock: Callable[[], float] = time.monotonic
    _places: list[_Place] = field(init=False)
    _is_ending: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._places = [_Place(service, pause=self.first_pause) for service in self.services]

    def adopt(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """The process of this service already runs."""
        place = next(place for place in self._places if place.service.name == name)
        place.process, place.started_at = process, self.clock()

    def ask_to_stop(self, *_: object) -> None:
        """End `run`; a signal handler too."""
        self._is_ending = True

    def run(self, each_turn: Callable[[], None] = lambda: None) -> None:
        """Keep the services running until SIGINT, SIGTERM or SIGHUP; then stop them all and return."""
        former = {
            number: signal.signal(number, self.ask_to_stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            while not self._is_ending:
                self.tend()
                each_turn()
                time.sleep(TICK_SECONDS)
        finally:
            self.stop()
            for number, handler in former.items():
                signal.signal(number, handler)

    def tend(self) -> None:
        """One look at every service: start what should run and does not."""
        for place in self._places:
            if place.process is not None and _has_ended(place.process):
                self._bury(place)
            if place.process is None and self.clock() >= place.start_at:
                place.process = place.service.spawn()
                place.started_at = self.clock()

    def stop(self) -> None:
        """Ask every service to end, the last started first; kill what has not ended in time, and what it left."""
        for place in reversed(self._places):
            process, place.process = place.process, None
            if process is None:
                continue
            if not _has_ended(process):
                process.send_signal(place.service.ending)
            if not _ends_within(process, self.stop_seconds):
                self.say(f"{place.service.name} did not stop when asked; killed.")
            _kill_group(process)

    def _bury(self, place: _Place) -> None:
        process = place.process
        assert process is not None
        _kill_group(process)
        place.process = None
        now = self.clock()
        if now - place.started_at >= WELL_AFTER_SECONDS:
            place.pause = self.first_pause
        place.start_at = now + place.pause
        self.say(f"{place.service.name} stopped ({_reason(process.returncode)}); started again in {place.pause:g} s.")
        place.pause = min(place.pause * 2, LONGEST_PAUSE_SECONDS)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Without reaping it: as long as it is not reaped, the number of its group cannot be given to another."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while not _has_ended(process):
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group a process leads, and reap it."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _reason(code: int) -> str:
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
