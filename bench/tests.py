"""The fast tests, those that need no browser, on four cores; with fewer cores, what four would need at the least."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.figures import Figure

CORES = 4
BUDGET_SECONDS = 120.0


def measure() -> Iterator[Figure]:
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    wall, processor = _run(cores)
    is_whole = len(cores) == CORES
    yield Figure(f"wall time on {len(cores)} cores", wall, "s", BUDGET_SECONDS if is_whole else None)
    yield Figure("processor time, PostgreSQL included", processor, "s")
    if not is_whole:
        estimate = f"estimate for {CORES} cores: processor time / {CORES}"
        yield Figure(estimate, processor / CORES, "s", BUDGET_SECONDS)


def _run(cores: list[int]) -> tuple[float, float]:
    """Seconds that pass and seconds of processor that the tests take there. Raises CalledProcessError if one fails."""
    command = ["make", "--silent", "test-fast", f"WORKERS={len(cores)}"]
    os.sched_setaffinity(0, cores)  # inherited by all that the tests start
    before = _processor_seconds()
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=sys.stderr)
    return time.monotonic() - begun, _processor_seconds() - before


def _processor_seconds() -> float:
    """What the processes that we started, and ended, have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
