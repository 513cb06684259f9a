"""A pytest plugin: a real PostgreSQL for every test.

The one of DATABASE_URL, else an embedded one of its own that leaves nothing behind. It must be there before Django's
settings are read, hence a plugin (`-p` in pyproject.toml) and no conftest.py.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "MAILLAGE_DATA" not in os.environ or os.environ.get("MAILLAGE_TEST_FOLDER") != os.environ["MAILLAGE_DATA"]:
    folder = Path(tempfile.mkdtemp(prefix="maillage-tests-"))
    folder.chmod(0o755)
    os.environ["MAILLAGE_DATA"] = os.environ["MAILLAGE_TEST_FOLDER"] = str(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if not os.environ.get("DATABASE_URL"):
        from maillage.platform import embedded

        _, os.environ["DATABASE_URL"] = embedded.start(folder / "postgres", forgetful=True)
