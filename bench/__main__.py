"""Run every bench, or those named: each prints its figures beside their budgets. Exit code 1 when one is over."""

from __future__ import annotations

import multiprocessing
import platform
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from os import cpu_count

from bench.figures import measured, table

BENCHES = {
    "territory": "The territory",
    "feed": "“Newest near me”",
    "matching": "A new listing meets a million saved searches",
    "notices": "What reaches people in a month",
    "pages": "Pages: queries, and the first view in Chromium",
    "load": "Requests a second",
    "live": "From a message sent to a message shown",
    "start": "A first start: `maillage run` with the demonstration",
    "tests": "The fast tests",
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. The benches are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    print(f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} cores, Python {platform.python_version()}")
    over = False
    # Each in a process of its own: a bench sets up Django on a database that goes away with it.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as alone:
        for name in names or BENCHES:
            try:
                figures = alone.submit(measured, name).result()
            except Exception:  # the others are measured all the same; a pool whose process died says so for each
                traceback.print_exc()
                over = True
                continue
            print(table(BENCHES[name], figures), flush=True)
            over = over or not all(figure.is_within for figure in figures)
    return int(over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
