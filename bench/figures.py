"""What a bench answers, and how it is printed."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured figure. With a budget, `at_most` says on which side of it one must stay."""

    name: str
    value: float
    unit: str = ""
    budget: float | None = None
    at_most: bool = True
    how: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure over its budget: within it, 1 or less where the budget is a ceiling, 1 or more where a floor."""
        return self.value / self.budget if self.budget else None

    @property
    def is_within(self) -> bool:
        ratio = self.ratio
        return ratio is None or (ratio <= 1 if self.at_most else ratio >= 1)


def measured(name: str) -> list[Figure]:
    """The figures of one bench, by the name of its module."""
    return list(importlib.import_module(f"bench.{name}").measure())


def table(title: str, figures: Iterable[Figure]) -> str:
    """The figures as lines of a Markdown table."""
    lines = [f"\n### {title}\n", "| figure | measured | budget | ratio | |", "|---|---:|---:|---:|---|"]
    lines += [_line(figure) for figure in figures]
    return "\n".join(lines)


def _line(figure: Figure) -> str:
    budget = "" if figure.budget is None else f"{'≤' if figure.at_most else '≥'} {_number(figure.budget)} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    verdict = "" if figure.budget is None else "within" if figure.is_within else "**OVER**"
    return f"| {figure.name} | {_number(figure.value)} {figure.unit} | {budget} | {ratio} | {verdict or figure.how} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
