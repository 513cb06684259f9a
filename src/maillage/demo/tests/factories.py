"""A small demonstration, in the two towns and a few communes around them."""

from __future__ import annotations

from datetime import date

from maillage.demo import building
from maillage.demo.building import Size
from maillage.territory.tests.factories import some_communes

TODAY = date(2026, 11, 23)
SMALL = Size(residents=60, listings=80, talks=14)
# Two towns, the communes beside them, and two small ones far from town.
COMMUNES = ("22050", "22118", "22339", "22082", "22097", "77463", "77316", "77079", "77441")


def nothing(words: str) -> None:
    """Progress that nobody looks at."""


def a_demonstration(seed: int = 2026, *, today: date | None = TODAY, rebuild: bool = False, size: Size = SMALL) -> None:
    some_communes(*COMMUNES)
    building.build(seed, nothing, today=today, rebuild=rebuild, size=size)
