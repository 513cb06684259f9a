from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Usage",
            fields=[
                (
                    "address_digest",
                    models.CharField(
                        help_text="keyed digest of the network address",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("window_starts_at", models.DateTimeField()),
                ("used", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["window_starts_at"], name="usage_window")],
            },
        ),
        # Counted on every request and worth nothing after a minute: not worth the write-ahead log.
        migrations.RunSQL("ALTER TABLE api_usage SET UNLOGGED", migrations.RunSQL.noop),
    ]
