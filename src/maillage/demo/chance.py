"""Chance that can be repeated: a stream of its own for each thing drawn, so that changing one leaves the others as they were."""

from __future__ import annotations

from random import Random


def stream(seed: int, topic: str) -> Random:
    """The draws of `topic` for that seed, the same on every machine."""
    return Random(f"{seed} {topic}")  # noqa: S311 - a demonstration must be foreseeable, and protects nothing
