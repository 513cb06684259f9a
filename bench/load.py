"""Requests a second under load, beside a constant page of the same server: the ratio says what our own work costs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from tests.people import become, cookie_header, measured_paths
from tests.running import running_site

from bench.figures import Figure

CONSTANT = "/robots.txt"
ROUNDS = 3
SECONDS = 5
CONNECTIONS = 16
MEASURED = ("around me", "a listing")
PER_SECOND = re.compile(r"Requests/sec:\s+([\d.]+)")
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def measure() -> Iterator[Figure]:
    with running_site() as site, closing(become(site)) as client:
        everywhere = measured_paths(client)
        paths = {"a constant page": CONSTANT} | {name: everywhere[name] for name in MEASURED}
        rates: dict[str, list[float]] = {name: [] for name in paths}
        for _round in range(ROUNDS):  # in turns, so that a noisy minute touches them all
            for name, path in paths.items():
                rates[name].append(_rate(site.url(path), "" if path == CONSTANT else cookie_header(client)))
    constant = median(rates["a constant page"])
    for name, seen in rates.items():
        yield Figure(name, median(seen), "requests/s", how=f"{median(seen) / constant:.2f} of the constant page")


def _rate(url: str, cookies: str) -> float:
    """Requests a second of one address for a few seconds. Raises RuntimeError where any was refused."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("This bench needs wrk: run “apt-get install wrk”, then again.")
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Cookie: {cookies}", url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS + 30).stdout
    if refused := REFUSED.search(printed):
        raise RuntimeError(f"{url}: {refused[1]} answers were errors")
    found = PER_SECOND.search(printed)
    if found is None:
        raise RuntimeError(f"wrk printed no rate:\n{printed}")
    return float(found[1])
