"""`import_addresses FILE`: loads an address base into the local table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from maillage.territory.importing import BadFile, import_addresses


class Command(BaseCommand):
    help = "Load addresses from CSV: an extract of the Base adresse nationale, or a Base adresse locale (1.1 to 1.5)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, gzipped or not")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            outcome = import_addresses(file)
        except (BadFile, OSError) as error:
            raise CommandError(str(error)) from error
        for refusal in outcome.refusals:
            self.stderr.write(f"{file}:{refusal.line}: {refusal.words}")
        self.stdout.write(f"{outcome.lines} lines, {outcome.changed} rows written, {outcome.refused} lines refused")
