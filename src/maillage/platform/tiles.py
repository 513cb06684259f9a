"""Pictures behind a map that a script draws: from the address that the operator chose, or none."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

Response = TypeVar("Response", bound=HttpResponse)


class NotTiles(Exception):
    """The setting cannot be used, in a sentence for the operator."""


def address() -> str:
    """The address of a tile, with {z}, {x} and {y}; empty where there are none, or where the setting is mistaken."""
    try:
        return checked()
    except NotTiles:
        return ""


def checked() -> str:
    """The same. Raises NotTiles."""
    template: str = settings.TILES
    if not template:
        return ""
    missing = [part for part in ("{z}", "{x}", "{y}") if part not in template]
    if missing:
        raise NotTiles(f"MAILLAGE_TILES lacks {', '.join(missing)}")
    parts = urlsplit(template)
    is_ours = template.startswith("/") and not template.startswith("//")
    if not is_ours and not (parts.scheme in {"http", "https"} and parts.hostname and "{" not in parts.netloc):
        raise NotTiles("MAILLAGE_TILES must begin with https:// and a host, or with / for a path of this site")
    if any(each in parts.netloc for each in " ;,'\""):
        raise NotTiles("MAILLAGE_TILES names a host that cannot be")
    return template


def allow(response: Response) -> Response:
    """Let this page alone show the tiles: their origin joins its content security policy."""
    parts = urlsplit(address())
    if parts.netloc:
        response._csp_update = {"img-src": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response
