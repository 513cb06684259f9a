"""The addresses of pages that carry a name for people and a key for us."""

from __future__ import annotations

from django.urls import reverse
from django.utils.text import slugify

from maillage.territory.models import Commune


def commune_address(commune: Commune) -> str:
    """The path of a commune's public page: `/communes/22050-dinan/`."""
    return reverse("commune", args=[commune.pk, slugify(commune.name.replace("’", " ").replace("'", " ")) or "commune"])
