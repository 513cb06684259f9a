# The month of the last visit is enough, and an unused account is warned before it is erased.

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0002_sessions_of_residents"),
    ]

    operations = [
        migrations.AlterField(
            "resident",
            "last_active_on",
            models.DateField(
                help_text="the first day of that month; never shown, for horizons and retention", null=True
            ),
        ),
        migrations.RunSQL(
            "UPDATE residents_resident SET last_active_on = date_trunc('month', last_active_on)::date",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            "resident",
            "warnings_sent",
            models.PositiveSmallIntegerField(db_default=0, default=0, help_text="before an unused account is erased"),
        ),
        migrations.AddField(
            "resident",
            "warned_on",
            models.DateField(help_text="when the last of these warnings left", null=True),
        ),
        migrations.AddConstraint(
            "resident",
            models.CheckConstraint(name="resident_active_in_a_month", condition=Q(last_active_on__day=1)),
        ),
        migrations.AddConstraint(
            "resident",
            models.CheckConstraint(
                name="resident_warned_whole",
                condition=Q(warnings_sent=0, warned_on__isnull=True) | Q(warnings_sent__gt=0, warned_on__isnull=False),
            ),
        ),
    ]
