"""The territory: loading France, finding communes and places, choosing a cell, deciding horizons.

python -m bench.territory
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.database import embedded_server
from bench.figures import Figure, table

RUNS = 60
SEED = 2014
TYPED = (
    "dinan",
    "saint",
    "dinnan",
    "22100",
    "221",
    "thomery 77810",
    "champagne sur seine",
    "st malo",
    "tomery",
    "l hay",
)
PLACES = ("8 place duguesclin dinan", "mairie de thomery", "rue saint geran", "avenue de l echapt", "dinan", "77810")
RESIDENT_CELLS = 20_000


def measure() -> Iterator[Figure]:
    """Each figure, in a process and on a database of their own that leave nothing behind."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield from pool.submit(_figures).result()


def _figures() -> list[Figure]:
    with embedded_server():
        return list(_measured())


def _measured() -> Iterator[Figure]:
    from maillage.territory import addresses, communes, horizons, loading

    start = time.perf_counter()
    loading.load()
    yield Figure("France loaded", time.perf_counter() - start, "s", budget=30)
    yield Figure("France already loaded", _ms(loading.is_loaded), "ms", budget=100)
    dice = random.Random(SEED)
    searches = [_ms(lambda text=text: communes.search(text)) for text in TYPED]  # type: ignore[misc]
    yield Figure("a commune searched, slowest of ten spellings, median", max(searches), "ms", budget=20)
    yield Figure("a point put in its commune, median", _ms(lambda: communes.containing(*_point(dice))), "ms", budget=20)
    found = [_ms(lambda text=text: addresses.search(text)) for text in PLACES]  # type: ignore[misc]
    yield Figure("an address searched, slowest of six, median", max(found), "ms", budget=50)
    yield from _cells()
    counts = _crowd(dice)
    start = time.perf_counter()
    horizons.recompute(counts)
    yield Figure(f"horizons of {len(counts):,} cells", time.perf_counter() - start, "s", budget=30)


def _cells() -> Iterator[Figure]:
    from maillage.territory import cells
    from maillage.territory.models import Commune

    for insee, budget in (("22050", 100), ("13055", 1000)):
        commune = Commune.objects.get(pk=insee)

        def first(commune: Commune = commune) -> None:
            cells._ground.cache_clear()
            cells.public_cells(commune)

        yield Figure(f"the cells of {commune} chosen, first time", _ms(first, runs=5), "ms", budget=budget)


def _crowd(dice: random.Random) -> dict[int, int]:
    from maillage.territory import cells

    return {cells.finest_cell(*_point(dice)): dice.randrange(40) for _ in range(RESIDENT_CELLS)}


def _point(dice: random.Random) -> tuple[float, float]:
    return dice.uniform(43.5, 49.5), dice.uniform(-1, 6)


def _ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time in milliseconds, once warm."""
    work()
    times = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    print(table("The territory", measure()))
