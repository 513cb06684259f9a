"""One style sheet from one file a component: fewer requests, no build step.

`ui/maillage.css` is made from the files of `css/` in the order below when static files are collected or served.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

FOLDER = Path(__file__).parent / "css"
BUNDLE = "ui/maillage.css"


def sheet() -> str:
    """The whole style sheet: tokens first, then base and layout, then one file a component."""
    first = [FOLDER / "tokens.css", FOLDER / "base.css", FOLDER / "layout.css"]
    parts = sorted((FOLDER / "parts").glob("*.css"))
    return "\n".join(file.read_text() for file in [*first, *parts])


class BundleFinder(BaseFinder):
    """Lets Django's static files find the style sheet as if it were a file."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        return [] if find_all else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        storage = InMemoryStorage()
        storage.save(BUNDLE, ContentFile(sheet().encode()))
        yield BUNDLE, storage

    def check(self, **_: Any) -> list[Any]:
        return []
