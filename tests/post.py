"""The post of a running site, without waiting for its hours: what leaves then lies on its page of e-mails at once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime

from tests.running import RunningSite

# What the worker does each minute, at the moment given in words.
MINUTE = """
import sys
from datetime import datetime
import django
django.setup()
from maillage.notices import delivering, writing
from maillage.platform import clock
with clock.at(datetime.fromisoformat(sys.argv[1])):
    {deeds}
"""
AT_ONCE, LETTERS = "delivering.deliver_due()", "writing.write_due()"


def leaves_at_once(site: RunningSite, moment: datetime) -> None:
    """The e-mails of those for whom somebody waits."""
    _run(site, AT_ONCE, moment)


def letters_leave(site: RunningSite, moment: datetime) -> None:
    """The letters of that morning, for everybody."""
    _run(site, LETTERS, moment)


def _run(site: RunningSite, deeds: str, moment: datetime) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "maillage.platform.settings",
        "MAILLAGE_DATA": str(site.folder),
        "DATABASE_URL": site.database_url,
        "MAILLAGE_DEMONSTRATION": "1",
        "MAILLAGE_ADDRESS": site.address,
    }
    command = [sys.executable, "-W", "ignore", "-c", MINUTE.format(deeds=deeds), moment.isoformat()]
    subprocess.run(command, env=environment, check=True, timeout=60)
