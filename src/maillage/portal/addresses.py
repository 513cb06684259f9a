"""The addresses of pages that carry a name for people and a key for us."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import slugify

from maillage.territory.models import Commune


def commune_address(commune: Commune) -> str:
    """The path of a commune's public page: `/communes/22050-dinan/`."""
    return reverse("commune", args=[commune.pk, slugify(commune.name.replace("’", " ").replace("'", " ")) or "commune"])


@dataclass(frozen=True)
class CommuneLine:
    """A line of a list of communes."""

    commune: Commune
    url: str


def commune_lines(communes: Iterable[Commune]) -> list[CommuneLine]:
    return [CommuneLine(commune, commune_address(commune)) for commune in communes]
