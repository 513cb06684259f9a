"""Chance that can be repeated: each thing drawn has its own stream, so that changing one leaves the others alone."""

from __future__ import annotations

from random import Random


def stream(seed: int, topic: str) -> Random:
    """The draws of `topic` for that seed, the same on every machine."""
    return Random(f"{seed} {topic}")  # noqa: S311 - a demonstration must be foreseeable, and protects nothing
