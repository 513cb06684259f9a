# A card keeps facts (a price, what is wanted in return, its end) and how far it reaches, in columns of its own.

from django.db import migrations, models

SIFTED = ["kind", "audience", "commune", "author", "until"]
CELLS = ("cell_8", "cell_7", "cell_6", "cell_5")


class Migration(migrations.Migration):

    dependencies = [
        ("feed", "0002_farreach"),
    ]

    operations = [
        migrations.DeleteModel(name="FarReach"),
        migrations.AddField("entry", "price_cents", models.PositiveIntegerField(null=True)),
        migrations.AddField("entry", "price_unit", models.CharField(blank=True, default="", help_text="what the price is for: hour, day, …", max_length=10), preserve_default=False),
        migrations.AddField("entry", "in_return", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AddField("entry", "reach_step", models.PositiveSmallIntegerField(help_text="how far it reaches, a step of horizons.LADDER", null=True)),
        migrations.AddField("entry", "reach_cell", models.BigIntegerField(help_text="its cell at the resolution of that step", null=True)),
        migrations.AddField("entry", "until", models.DateTimeField(help_text="when it leaves, if its subject says so", null=True)),
        *(
            operation
            for cell in CELLS
            for operation in (
                migrations.RemoveIndex("entry", f"entry_{cell}"),
                migrations.AddIndex("entry", models.Index(name=f"entry_{cell}", fields=[cell, "id"], include=SIFTED)),
            )
        ),
        migrations.AddIndex("entry", models.Index(name="entry_reach", fields=["reach_cell", "reach_step", "id"], include=SIFTED)),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                name="entry_reach_whole",
                condition=models.Q(reach_step__isnull=True, reach_cell__isnull=True)
                | models.Q(reach_step__isnull=False, reach_cell__isnull=False),
            ),
        ),
    ]  # fmt: skip
