"""Files that must not outlive their use: sealed each with a key of its own, which the caller keeps in the database.

They stand in a folder that backups leave out (docs/operators.md). A backup of the database alone holds keys that open
nothing; once the row and the file are gone, nothing opens what a disk may still hold.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from maillage.platform import clock


class Gone(Exception):
    """The file is not there any more, or its key is another's."""


def new_key() -> bytes:
    return Fernet.generate_key()


def write(folder: str, file_id: UUID, content: bytes, key: bytes, *, part: int = 0) -> None:
    """Seal a file, readable by the site's own account only."""
    file = _path(folder, file_id, part)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_bytes(Fernet(key).encrypt(content))


def read(folder: str, file_id: UUID, key: bytes, *, part: int = 0) -> bytes:
    """What was sealed. Raises Gone."""
    try:
        return Fernet(key).decrypt(_path(folder, file_id, part).read_bytes())
    except (FileNotFoundError, InvalidToken) as error:
        raise Gone from error


def forget(folder: str, file_id: UUID, *, parts: int = 1) -> None:
    """Delete a file once the transaction that forgets its key is certain."""
    files = [_path(folder, file_id, part) for part in range(parts)]

    def leave() -> None:
        for file in files:
            file.unlink(missing_ok=True)

    transaction.on_commit(leave)


def sweep(folder: str, known: set[UUID], *, older_than: timedelta) -> int:
    """Delete the files whose key is no more: a transaction undone leaves one behind. How many."""
    oldest, count = (clock.now() - older_than).timestamp(), 0
    for file in (Path(settings.SEALED_ROOT) / folder).glob("*.sealed"):
        if UUID(file.name[:36]) not in known and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
            count += 1
    return count


def _path(folder: str, file_id: UUID, part: int) -> Path:
    return Path(settings.SEALED_ROOT) / folder / f"{file_id}-{part}.sealed"
