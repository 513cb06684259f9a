"""`import_quarters INSEE FILE`: gives a commune the quarters of a GeoJSON file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from maillage.territory.models import Commune
from maillage.territory.quarters import BadQuarters, import_quarters


class Command(BaseCommand):
    help = "Replace the quarters of a commune by the polygons of a GeoJSON FeatureCollection (property: name)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("insee", help="INSEE code of the commune")
        parser.add_argument("file", type=Path, help="the GeoJSON file, in WGS 84 degrees")

    def handle(self, *args: Any, insee: str, file: Path, **options: Any) -> None:
        commune = Commune.objects.filter(pk=insee).first()
        if commune is None:
            raise CommandError(f"No commune has the INSEE code {insee}.")
        try:
            quarters = import_quarters(commune, file.read_bytes())
        except BadQuarters as error:
            raise CommandError("\n".join(error.sentences)) from error
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{commune}: {', '.join(quarter.name for quarter in quarters)}")
