"""The site's secret key: given by the operator, or drawn once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from maillage.platform import variables


def key(data: Path) -> str:
    """The key of `MAILLAGE_SECRET_KEY`, else the one of the file `secret_key` in `data` (made when missing)."""
    given = os.environ.get("MAILLAGE_SECRET_KEY")
    if given:
        return given
    try:
        return _kept(data / "secret_key")
    except OSError as refusal:
        raise variables.BadSetting(
            f"{data} cannot hold the site's data ({refusal.strerror}): set MAILLAGE_DATA, or give the folder to whoever"
            " runs Maillage."
        ) from refusal


def _kept(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
