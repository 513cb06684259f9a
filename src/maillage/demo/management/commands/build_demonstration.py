"""`maillage demo`: two towns and their fictional neighbours."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from maillage.demo import building
from maillage.platform.preparing import CannotPrepare, waiting_migrations


class Command(BaseCommand):
    help = "Build the demonstration: two towns, their fictional neighbours, what they ask, offer and say."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026, help="the same seed gives the same demonstration")
        parser.add_argument("--rebuild", action="store_true", help="remove the fictional people and begin again")

    def handle(self, *args: Any, seed: int, rebuild: bool, **options: Any) -> None:
        begun = time.monotonic()
        if waiting_migrations():
            raise CommandError("The database's schema is not up to date: run “maillage migrate” first.")
        try:
            building.build(seed, self._say, rebuild=rebuild)
        except CannotPrepare as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(f"Demonstration ready ({time.monotonic() - begun:.0f} s)")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
