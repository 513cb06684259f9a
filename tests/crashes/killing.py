"""The processes of a running site, and their sudden death."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.running import RunningSite

# How each process of the site is recognised by a whole word of its command line.
PROCESSES = {"database": "postgres", "pages": "wsgi", "live": "maillage.platform.live", "jobs": "work"}


def process_of(site: RunningSite, name: str) -> int | None:
    """The process that the site started under that name, if it stands."""
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
    for pid in children:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        if any(PROCESSES[name] == Path(word).name for word in words):
            return int(pid)
    return None


def kill(site: RunningSite, name: str) -> bool:
    """Kill it without a word; whether it stood."""
    pid = process_of(site, name)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    return pid is not None
