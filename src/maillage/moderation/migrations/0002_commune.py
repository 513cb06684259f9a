from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="commune",
            field=models.ForeignKey(
                help_text="whose moderators read it",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="territory.commune",
            ),
        ),
    ]
