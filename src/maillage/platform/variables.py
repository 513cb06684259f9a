"""Reads the environment variables that an operator sets. One left empty is one not set.

Each reader raises BadSetting for what cannot be meant, so that a slip of the pen is never taken for another choice: an
e-mail server without TLS, say, because somebody wrote "yes" where 1 was expected.
"""

from __future__ import annotations

import math
import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(ValueError):
    """A variable cannot be used; the message names it and says how to mend it."""


def text(name: str, default: str = "") -> str:
    """Any text."""
    return os.environ.get(name, "") or default


def switch(name: str, *, default: bool = False) -> bool:
    """1 or 0."""
    given = text(name, "1" if default else "0")
    if given not in {"0", "1"}:
        raise BadSetting(f"{name} should be 1 (yes) or 0 (no), not “{given}”.")
    return given == "1"


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`."""
    given = text(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) < 20 and least <= int(given) <= most):
        raise BadSetting(f"{name} should be a whole number from {least} to {most}, not “{given}”.")
    return int(given)


def seconds(name: str, default: float) -> float:
    """A duration, decimals allowed."""
    given = text(name, str(default))
    try:
        duration = float(given)
    except ValueError:
        duration = math.nan
    if not 0 <= duration <= 86_400:
        raise BadSetting(f"{name} should be a number of seconds, from 0 to 86400, not “{given}”.")
    return duration


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """One of a few words."""
    given = text(name, default)
    if given not in allowed:
        raise BadSetting(f"{name} should be one of {', '.join(allowed)}, not “{given}”.")
    return given


def web_address(name: str, default: str, *, may_have_path: bool = False) -> str:
    """An address of the web, without the slash at its end; empty where it is not set and has no default."""
    given = text(name, default).rstrip("/")
    if given and not _is_web_address(given, may_have_path=may_have_path):
        raise BadSetting(f"{name} should read https://voisins.exemple.fr, not “{given}”.")
    return given


def folder(name: str, default: str) -> Path:
    """A folder, from the root of the disk; it may not exist yet."""
    return Path(text(name, default)).resolve()


def _is_web_address(given: str, *, may_have_path: bool) -> bool:
    try:
        parts = urlsplit(given)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    more = "" if may_have_path else parts.path
    return named and parts.scheme in {"http", "https"} and not (more or parts.query or parts.fragment or "@" in given)
