"""One style sheet from one file a component: fewer requests, no build step.

`ui/maillage.css` is made from the files of `css/` whenever static files are looked for: by `collectstatic` (which
hashes and compresses it), by WhiteNoise in development and by the server of a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

FOLDER = Path(__file__).parent / "css"
BUNDLE = "ui/maillage.css"


def sheet() -> str:
    """The whole style sheet: tokens first, then base and layout, one file a component, and paper last."""
    first = [FOLDER / "tokens.css", FOLDER / "base.css", FOLDER / "layout.css"]
    parts = sorted((FOLDER / "parts").glob("*.css"))
    return "\n".join(file.read_text() for file in [*first, *parts, FOLDER / "print.css"])


class BundleFinder(BaseFinder):
    """Lets Django's static files find the style sheet as if it were a file."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        if path != BUNDLE:
            return [] if find_all else None
        location = self._written().path(BUNDLE)
        return [location] if find_all else location

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield BUNDLE, self._written()

    def _written(self) -> FileSystemStorage:
        folder = Path(settings.DATA) / "styles"
        file = folder / BUNDLE
        text = sheet()
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.write_text(text)
            fresh.replace(file)  # nobody reads half a sheet
        return FileSystemStorage(location=folder)


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names for collected files; their own names where they are served from their sources (see settings)."""

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 (Django's signature)
        if name is None or settings.WHITENOISE_USE_FINDERS:
            return StaticFilesStorage.url(self, name)
        return super().url(name, force)
