"""Reports, the cases that group them, what was decided of each and why, and the appeals.

Anyone can say that something is wrong; who said it is never shown to anybody.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.moderation.queries import Cases
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune, Quarter

# Kinds of things that do not tell their readers who wrote them: moderators alone read it.
ANONYMOUS = frozenset({"organisation"})


class Severity(models.IntegerChoices):
    """What comes first in the queue."""

    ORDINARY = 1, _("Ordinaire")
    SERIOUS = 2, _("Sérieux")
    URGENT = 3, _("Urgent")


class Reason(models.TextChoices):
    SCAM = "scam", _("Arnaque ou demande d’argent suspecte")
    INSULT = "insult", _("Insulte, menace ou harcèlement")
    DISCRIMINATION = "discrimination", _("Propos discriminatoires")
    DANGER = "danger", _("Objet dangereux ou interdit")
    PRIVACY = "privacy", _("Information privée sur quelqu’un")
    SPAM = "spam", _("Publicité ou répétition")
    OTHER = "other", _("Autre chose")


class Case(models.Model):
    """What was reported of one thing, once or many times, until it is decided; then another report opens another case.

    Taken by one person at a time, until `taken_until` at most.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("À traiter")
        DECIDED = "decided", _("Décidé")

    class Again(models.TextChoices):
        """Why a decided case waits again."""

        MENDED = "mended", _("L’auteur dit avoir corrigé")
        OVERDUE = "overdue", _("Le délai pour corriger est passé")
        CONTESTED = "contested", _("Rouvert après un recours")

    id = models.UUIDField(primary_key=True, default=new_id)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    subject_title = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    concerned = ArrayField(
        models.UUIDField(), default=list, help_text="those who cannot handle it: the author, members, those who talk"
    )
    commune = models.ForeignKey(
        Commune, null=True, on_delete=models.SET_NULL, related_name="+", help_text="whose moderators read it"
    )
    quarter = models.ForeignKey(
        Quarter, null=True, on_delete=models.SET_NULL, related_name="+", help_text="whose hosts read it"
    )
    is_private = models.BooleanField(default=False, help_text="said between a few: no host reads it")
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.ORDINARY)
    alike = models.JSONField(default=dict, help_text="how many other accounts have the same text, photo, address")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    again = models.CharField(max_length=9, choices=Again, blank=True)
    opened_at = models.DateTimeField(db_default=TransactionNow())
    decided_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_until = models.DateTimeField(null=True)

    objects = Cases.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_once_while_waiting", fields=["subject_kind", "subject_id"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="case_decided_whole",
                condition=Q(state="decided", decided_at__isnull=False, taken_until__isnull=True) | Q(state="waiting"),
            ),
        ]
        indexes = [
            models.Index(name="case_queue", fields=["commune", "-severity", "opened_at"], condition=Q(state="waiting")),
            models.Index(name="case_subject", fields=["subject_kind", "subject_id"]),
            models.Index(name="case_author", fields=["author", "-id"]),
        ]

    def __str__(self) -> str:
        return self.subject_title

    def get_absolute_url(self) -> str:
        return reverse("moderation-case", args=[self.pk])


class Report(models.Model):
    """An excerpt is kept as it was when reported: moderators see that and nothing else.

    Once a reporter and a case: pressing twice is reporting once.
    """

    class Origin(models.TextChoices):
        PERSON = "person", _("Un signalement")
        MACHINE = "machine", _("Une suite de mots suspecte, repérée à la publication")
        MENDED = "mended", _("Le contenu, tel que corrigé")

    Reason = Reason

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.PERSON)
    reference = models.CharField(max_length=12, unique=True, help_text="given to the reporter as a receipt")
    excerpt = models.TextField(max_length=4000)
    reporter = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.EmailField(blank=True, help_text="left without an account, to hear of the outcome")
    reason = models.CharField(max_length=15, choices=Reason)
    explanation = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_once_a_reporter", fields=["case", "reporter"], condition=Q(reporter__isnull=False)
            ),
            models.CheckConstraint(
                name="report_by_a_person", condition=Q(origin="person") | Q(reporter__isnull=True, contact="")
            ),
        ]


class Exhibit(models.Model):
    """A photo of what was reported: a copy, for its author may delete theirs."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="exhibits")
    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="+")


class Measure(models.TextChoices):
    NOTHING = "nothing", _("Ne rien faire")
    MEND = "mend", _("Demander de corriger")
    HIDE = "hide", _("Masquer")
    WARN = "warn", _("Avertir")
    LIMIT = "limit", _("Limiter le compte")
    SUSPEND = "suspend", _("Suspendre le compte")


class Ground(models.TextChoices):
    """What a decision rests on: the law, or the terms of use (`grounds` says which words)."""

    LAW_SCAM = "law_scam", _("La loi : escroquerie")
    LAW_INSULT = "law_insult", _("La loi : injure, menace, harcèlement")
    LAW_DISCRIMINATION = "law_hate", _("La loi : provocation à la haine ou discrimination")
    LAW_DANGER = "law_danger", _("La loi : objet interdit ou dangereux")
    LAW_PRIVACY = "law_privacy", _("La loi : atteinte à la vie privée")
    TERMS_FORBIDDEN = "terms_goods", _("Les conditions : ce qui ne se propose pas ici")
    TERMS_RESPECT = "terms_respect", _("Les conditions : insulter, menacer, discriminer, harceler, démarcher")
    TERMS_PRIVACY = "terms_privacy", _("Les conditions : la vie privée des autres")
    TERMS_IDENTITY = "terms_self", _("Les conditions : un seul compte, sous son propre nom, là où l’on habite")


NO_RESTRICTION = Q(measure__in=["nothing", "mend", "hide", "warn"])


class Decision(models.Model):
    """What was decided of a case, with the statement of reasons that the person concerned reads (DSA, article 17).

    One in force a case: the database refuses two that were taken at once.
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("En vigueur")
        ENDED = "ended", _("Terminée")
        REPLACED = "replaced", _("Remplacée par une autre décision")
        REVERSED = "reversed", _("Annulée")

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    to = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    also_to = ArrayField(models.UUIDField(), default=list, help_text="who answers for the content besides: managers")
    measure = models.CharField(max_length=7, choices=Measure)
    hides = models.BooleanField(default=False, help_text="the content is hidden")
    hidden = models.JSONField(null=True, help_text="what was hidden, to give it back as it was")
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+", help_text="the same")
    stops_publishing = models.BooleanField(default=False)
    stops_opening = models.BooleanField(default=False)
    ground = models.CharField(max_length=15, choices=Ground, blank=True)
    facts = models.TextField(max_length=2000, blank=True, help_text="for the person concerned to read")
    was_reported = models.BooleanField(help_text="by a person; else of the site's own motion")
    was_spotted = models.BooleanField(help_text="by patterns of words, which decide nothing")
    decided_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()
    mend_by = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True, help_text="limits and suspensions; empty: until further notice")
    state = models.CharField(max_length=8, choices=State, default=State.IN_FORCE)
    over_at = models.DateTimeField(null=True, help_text="when it ceased to be in force")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="decision_one_in_force", fields=["case"], condition=Q(state="in_force")),
            models.CheckConstraint(
                name="decision_hides_what_it_says",
                condition=Q(measure="nothing", hides=False)
                | Q(measure="hide", hides=True)
                | ~Q(measure__in=["nothing", "hide"]),
            ),
            models.CheckConstraint(
                name="decision_to_mend_has_a_delay",
                condition=Q(measure="mend", mend_by__isnull=False) | (~Q(measure="mend") & Q(mend_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="decision_limits_something",
                condition=(
                    Q(measure="limit", ends_at__isnull=False) & (Q(stops_publishing=True) | Q(stops_opening=True))
                )
                | (~Q(measure="limit") & Q(stops_publishing=False, stops_opening=False)),
            ),
            models.CheckConstraint(
                name="decision_ends_what_lasts", condition=Q(ends_at__isnull=True) | ~NO_RESTRICTION
            ),
            models.CheckConstraint(
                name="decision_has_its_reasons",
                condition=Q(measure="nothing", ground="") | (~Q(measure="nothing") & ~Q(ground="") & ~Q(facts="")),
            ),
            models.CheckConstraint(
                name="decision_over_whole",
                condition=Q(state="in_force", over_at__isnull=True) | (~Q(state="in_force") & Q(over_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="decision_to", fields=["to", "-id"]),
            GinIndex(name="decision_also_to", fields=["also_to"]),
            models.Index(name="decision_ends", fields=["ends_at"], condition=Q(state="in_force")),
            models.Index(name="decision_mend_by", fields=["mend_by"], condition=Q(state="in_force")),
        ]

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.pk])

    def is_to(self, person: Resident) -> bool:
        """Whether it is said to this person, who may contest it."""
        return person.pk == self.to_id or person.pk in self.also_to


class Appeal(models.Model):
    """Somebody contests a decision; another person than the one who took it answers (DSA, article 20)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("En attente")
        CONFIRMED = "confirmed", _("Décision confirmée")
        REVERSED = "reversed", _("Décision annulée")

    id = models.UUIDField(primary_key=True, default=new_id)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals")
    by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    is_reporter = models.BooleanField(default=False, help_text="who reported it: never shown to who answers")
    words = models.TextField(max_length=2000)
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Resident, null=True, on_delete=models.SET_NULL, related_name="+", help_text="who had taken the decision"
    )
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="appeal_once", fields=["decision", "by"]),
            models.CheckConstraint(
                name="appeal_to_another",
                condition=Q(answered_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(answered_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="appeal_answered_whole",
                condition=Q(state="waiting", answered_at__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False)),
            ),
        ]


class Yearly(models.Model):
    """The figures of one year (DSA, article 15): counts, of nobody in particular. Kept for good."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField()
    is_final = models.BooleanField(default=False)
