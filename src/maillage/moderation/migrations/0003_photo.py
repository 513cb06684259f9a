from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_commune"),
        ("platform", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="photo",
            field=models.ForeignKey(
                help_text="a copy: its author may delete theirs",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="platform.photo",
            ),
        ),
    ]
