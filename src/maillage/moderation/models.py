"""Reports: anyone can say that something is wrong; who said it is never shown to the author."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident, Role
from maillage.territory.models import Commune

# Kinds of things that do not tell their readers who wrote them: moderators alone read it.
ANONYMOUS = frozenset({"organisation"})


class Reports(models.QuerySet["Report"]):
    def handled_by(self, moderator: Resident) -> Reports:
        """Those of the moderator's communes, except about themselves."""
        charges = [charge for charge in moderator.charges if charge.kind == Role.Kind.MODERATOR]
        here = Q(commune__in=[charge.commune for charge in charges if charge.commune])
        around = Q(commune__union__in=[charge.union for charge in charges if charge.union])
        return self.filter(here | around).exclude(author=moderator)


class Report(models.Model):
    """An excerpt is kept as it was when reported: moderators see that and nothing else."""

    class Reason(models.TextChoices):
        SCAM = "scam", _("Arnaque ou demande d’argent suspecte")
        INSULT = "insult", _("Insulte, menace ou harcèlement")
        DISCRIMINATION = "discrimination", _("Propos discriminatoires")
        DANGER = "danger", _("Objet dangereux ou interdit")
        PRIVACY = "privacy", _("Information privée sur quelqu’un")
        SPAM = "spam", _("Publicité ou répétition")
        OTHER = "other", _("Autre chose")

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.CharField(max_length=12, unique=True, help_text="given to the reporter as a receipt")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    excerpt = models.TextField(max_length=4000)
    photo = models.ForeignKey(
        Photo, null=True, on_delete=models.SET_NULL, related_name="+", help_text="a copy: its author may delete theirs"
    )
    author = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    commune = models.ForeignKey(
        Commune, null=True, on_delete=models.SET_NULL, related_name="+", help_text="whose moderators read it"
    )
    reporter = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=15, choices=Reason)
    explanation = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField(db_default=TransactionNow())

    objects = Reports.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_once_a_reporter",
                fields=["subject_kind", "subject_id", "reporter"],
                condition=Q(reporter__isnull=False),
            )
        ]
