# A point chosen on a map is said in the reader's language: it has no label of its own.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("residents", "0003_dormant_accounts"),
    ]

    operations = [
        migrations.AlterField(
            "residence",
            "label",
            models.CharField(blank=True, help_text="empty for a point chosen on a map", max_length=250),
        ),
        migrations.RunSQL(
            "UPDATE residents_residence SET label = '' WHERE label LIKE 'Point choisi %'", migrations.RunSQL.noop
        ),
    ]
