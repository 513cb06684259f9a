"""The contrib modules, the French text search that ignores accents, and the cache's table."""

from __future__ import annotations

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.core.management import call_command
from django.db import migrations

SEARCH = """
CREATE TEXT SEARCH CONFIGURATION french_unaccented (COPY = french);
ALTER TEXT SEARCH CONFIGURATION french_unaccented
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
"""


def make_cache_table(apps: object, schema_editor: object) -> None:
    call_command("createcachetable", "platform_cache", verbosity=0)


class Migration(migrations.Migration):
    initial = True
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(SEARCH, "DROP TEXT SEARCH CONFIGURATION french_unaccented"),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
