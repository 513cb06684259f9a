"""A first start: `maillage run` with its demonstration, from an empty folder to the first page that answers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from tests.running import running_site

from bench.figures import Figure

BUDGET_SECONDS = 60.0
# A step that is done, as the program prints it: “✓ Database: schema 2.3 s”.
STEP = re.compile(r"^✓ (.+) (\d+\.\d) s$", re.MULTILINE)


def measure() -> Iterator[Figure]:
    """PostgreSQL is the one that comes with the program, and waits for the disk as on a real site."""
    begun = time.monotonic()
    with running_site(own_server=True) as site:
        whole = time.monotonic() - begun
        steps = [(name, float(seconds)) for name, seconds in STEP.findall((site.folder / "site.log").read_text())]
    for name, seconds in steps:
        yield Figure(name, seconds, "s")
    yield Figure("programs: imported, started and answering", whole - sum(seconds for _, seconds in steps), "s")
    yield Figure("from an empty folder to the first page", whole, "s", BUDGET_SECONDS)
