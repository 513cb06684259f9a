"""A database for a measure: in a folder that goes away, with the program's schema."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maillage.platform.embedded import Server


@contextmanager
def embedded_server() -> Iterator[Server]:
    """An embedded server whose database `maillage` has the schema, and is the one of Django within the block.

    Once in a process: Django's settings are read for good.
    """
    from maillage.platform import embedded

    with tempfile.TemporaryDirectory(prefix="maillage-bench-") as folder:
        Path(folder).chmod(0o755)  # crossed by PostgreSQL's own account when the measure runs as root
        server, url = embedded.start(Path(folder) / "postgres", forgetful=True)
        os.environ.update(DATABASE_URL=url, MAILLAGE_DATA=folder, DJANGO_SETTINGS_MODULE="maillage.platform.settings")
        import django
        from django.core.management import call_command
        from django.db import connections

        try:
            django.setup()
            call_command("migrate", verbosity=0)
            connections.close_all()
            yield server
        finally:
            connections.close_all()
            server.stop()
