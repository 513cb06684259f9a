"""Which static files the site serves: all of ours, and from other packages those that a page uses.

Packages bring megabytes of source maps and variants; naming, compressing and keeping them would take most of the first
start. A page that needs one more file of a package adds it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.contrib.staticfiles.utils import get_files

OURS = "maillage."
USED = (
    "account/js/*",
    "django_htmx/htmx-2.min.js",
    "leaflet/images/*.png",  # named by its style sheet
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "leaflet/leaflet.js.map",  # leaflet.js names it
    "mfa/js/*",
)


class Finder(AppDirectoriesFinder):
    """Django's, over our applications and the files of others that are used."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for app, storage in self.storages.items():
            for path in get_files(storage, ignore_patterns):
                if is_served(app, path):
                    yield path, storage

    def find_in_app(self, app: str, path: str) -> Any:
        return super().find_in_app(app, path) if is_served(app, path) else None


def is_served(app: str, path: str) -> bool:
    """Whether the site serves this file of this application."""
    return app.startswith(OURS) or any(fnmatch(path, pattern) for pattern in USED)
