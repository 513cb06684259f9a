"""How far a person sees and is seen: a ladder of steps, climbed until enough active neighbours are inside.

Density first: the first networks of neighbours held 3 to 12 people each, because their members drew the borders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import h3.api.basic_int as h3
from django.db import transaction
from django.utils.translation import gettext as _

from maillage.platform import clock
from maillage.territory import cells
from maillage.territory.models import CellHorizon


class Step(NamedTuple):
    """The cells of one resolution within some rings of the origin's; `radius_km` says how far that is, about."""

    resolution: int
    rings: int
    radius_km: float


# Each step holds the one before and is about twice as wide. The radius is (rings + 1/2) times the mean distance between
# the centres of two neighbouring cells (0.92, 2.4, 6.5 and 17 km), and no step reads more than 127 cells.
LADDER = (
    Step(8, 1, 1.5),
    Step(8, 3, 3),
    Step(7, 2, 6),
    Step(7, 4, 11),
    Step(6, 3, 23),
    Step(6, 6, 43),
    Step(5, 4, 75),
)

# Enough active neighbours, oneself included. Of a hundred members of an online community about ten contribute now and
# then (Nielsen's 90-9-1, 2006): enough for a request to meet a few people who may answer it.
TARGET = 100
# A horizon narrows only when the smaller one holds a quarter more than the target: a person who leaves does not make
# their neighbours' pages widen and narrow by turns.
NARROWING_TARGET = 125
# Where nobody has been counted yet: a small town and the villages around it.
DEFAULT_STEP = 3


@dataclass(frozen=True)
class Horizon:
    """What is seen from the cell `origin` at a step of the ladder."""

    origin: int
    step: int

    @property
    def resolution(self) -> int:
        return LADDER[self.step].resolution

    @property
    def radius_km(self) -> float:
        return LADDER[self.step].radius_km

    @property
    def field(self) -> str:
        """The column that holds cells of this resolution: "cell_8"."""
        return f"cell_{self.resolution}"

    @property
    def cells(self) -> list[int]:
        """The cells inside, in ascending order: compare them with the column `field`."""
        return list(_cells(self.origin, self.step))

    @property
    def words(self) -> str:
        """For a page: "jusqu’à 6 km de chez vous"."""
        return _("jusqu’à %(distance)s km de chez vous") % {"distance": max(2, round(self.radius_km))}

    @property
    def wider(self) -> list[Horizon]:
        """The steps beyond, from the same place."""
        return [Horizon(self.origin, step) for step in range(self.step + 1, len(LADDER))]

    def contains(self, cell: int) -> bool:
        """Whether what stands in `cell` is seen."""
        return _at(cell, self.resolution) in _disk(_at(self.origin, self.resolution), LADDER[self.step].rings)

    def meets(self, cell: int, reach_step: int | None) -> bool:
        """Whether what stands in `cell` is near: it is seen from here, or it reaches here (a step of the ladder).

        The one rule of what is around a person, whom one sees and who is seen: lists and the feed say it in SQL, with
        `wider`. Two cells are within a step of each other both ways, so what reaches here is asked from here.
        """
        return self.contains(cell) or (reach_step is not None and Horizon(self.origin, reach_step).contains(cell))


class Reach(NamedTuple):
    """The step of a cell and the active residents inside it."""

    step: int
    active: int


def of(cell: int) -> Horizon:
    """The horizon of those who live in a public cell, as last computed. One query."""
    return counted(cell, CellHorizon.objects.filter(pk=cell).values_list("step", flat=True).first())


def counted(cell: int, step: int | None) -> Horizon:
    """The horizon of those who live in a public cell of which the step is known; None where nobody was counted."""
    return Horizon(cell, DEFAULT_STEP if step is None else min(step, len(LADDER) - 1))


def cell_at(cell: int, step: int) -> int:
    """The cell of the resolution of a step in which the centre of `cell` stands."""
    return _at(cell, LADDER[step].resolution)


def recompute(counts: Mapping[int, int]) -> int:
    """Decide and store the horizon of every public cell with residents; the number of cells whose step changed.

    `counts` gives the active residents of each public cell that has residents (0 where none is active). A cell that
    is not among them loses its horizon. Idempotent.
    """
    with transaction.atomic():
        standing = dict(CellHorizon.objects.select_for_update().order_by("cell").values_list("cell", "step"))
        reaches = decide(counts, standing)
        moment = clock.now()
        CellHorizon.objects.exclude(cell__in=list(counts)).delete()
        CellHorizon.objects.bulk_create(
            [
                CellHorizon(cell=cell, step=r.step, active_neighbours=r.active, computed_at=moment)
                for cell, r in sorted(reaches.items())
            ],
            update_conflicts=True,
            unique_fields=["cell"],
            update_fields=["step", "active_neighbours", "computed_at"],
            batch_size=5000,
        )
    return sum(standing.get(cell) != reach.step for cell, reach in reaches.items())


def decide(counts: Mapping[int, int], standing: Mapping[int, int]) -> dict[int, Reach]:
    """The reach of each cell of `counts`, knowing the step at which each stands.

    A cell takes the smallest step that holds TARGET active residents, the largest where none does. It widens at
    once, and narrows only to a step that holds NARROWING_TARGET.
    """
    crowd = _Crowd(counts)
    return {cell: _reach(crowd, cell, standing.get(cell)) for cell in counts}


def _reach(crowd: _Crowd, cell: int, standing: int | None) -> Reach:
    step = crowd.smallest_step(cell, TARGET, range(len(LADDER)))
    if standing is not None and step < standing:
        step = crowd.smallest_step(cell, NARROWING_TARGET, range(step, min(standing, len(LADDER) - 1) + 1))
    return Reach(step, crowd.inside(cell, step))


class _Crowd:
    """Active residents counted once by cell of each resolution, and once by disk: neighbours share their sums."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        self._by_cell: Counter[int] = Counter()
        self._by_disk: dict[tuple[int, int], int] = {}
        for cell, active in counts.items():
            for point_cell in cells.point_cells(cell):
                self._by_cell[point_cell] += active

    def inside(self, cell: int, step: int) -> int:
        middle = _at(cell, LADDER[step].resolution)
        if (middle, step) not in self._by_disk:
            self._by_disk[middle, step] = sum(self._by_cell[near] for near in _disk(middle, LADDER[step].rings))
        return self._by_disk[middle, step]

    def smallest_step(self, cell: int, target: int, steps: Iterable[int]) -> int:
        """The first of `steps` that holds the target, else the last of them."""
        for step in steps:
            if self.inside(cell, step) >= target:
                break
        return step


def _at(cell: int, resolution: int) -> int:
    return int(getattr(cells.point_cells(cell), f"cell_{resolution}"))


@lru_cache(maxsize=1024)
def _cells(origin: int, step: int) -> tuple[int, ...]:
    """A town has few cells, and each page asks for those around its reader at several steps."""
    return tuple(sorted(_disk(_at(origin, LADDER[step].resolution), LADDER[step].rings)))


def _disk(middle: int, rings: int) -> list[int]:
    return list(h3.grid_disk(middle, rings))
