"""What happened to a person, and by which channels they were told."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from maillage.platform.ids import new_id
from maillage.residents.models import Resident


class Notice(models.Model):
    """One thing that happened to one person. Its sentence is made when it is read, from its kind and facts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    to = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="notices")
    by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=60, help_text="a name of notices.kinds")
    facts = models.JSONField(default=dict, help_text="what its sentence needs: titles, ISO dates, numbers")
    path = models.CharField(max_length=200, help_text="the page where it is seen and answered")
    once = models.CharField(max_length=120, blank=True, help_text="what it is told once of, for jobs that run twice")
    told_at = models.DateTimeField(db_default=TransactionNow())
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_told_once", fields=["to", "kind", "once"], condition=~Q(once="")),
        ]
        indexes = [
            models.Index(name="notice_newest", fields=["to", "-id"]),
            models.Index(name="notice_unseen", fields=["to"], condition=Q(seen_at__isnull=True)),
        ]
