"""The site's secret key: given by the operator, or drawn once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def key(data: Path) -> str:
    """The key of `MAILLAGE_SECRET_KEY`, else the one of the file `secret_key` in `data` (made when missing)."""
    given = os.environ.get("MAILLAGE_SECRET_KEY")
    if given:
        return given
    file = data / "secret_key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
