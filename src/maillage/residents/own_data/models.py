"""A person's data, put together for them to take away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maillage.platform.ids import new_id
from maillage.residents.models import Resident


class Export(models.Model):
    """Asked for, made by a job, taken away, forgotten. The file is sealed beside the database; its key is here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="exports")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    key = models.BinaryField(max_length=64)
    size = models.PositiveIntegerField(default=0, help_text="bytes")
    taken = models.PositiveSmallIntegerField(default=0, help_text="how many times it was taken away")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="export_one_at_a_time", fields=["resident"], condition=Q(ready_at__isnull=True)
            ),
        ]
        indexes = [models.Index(name="export_asked", fields=["resident", "asked_at"])]
