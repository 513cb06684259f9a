"""Who: accounts, the vault of residences, roles, blocks."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.territory.models import Commune, Quarter, Union


class Residents(BaseUserManager["Resident"]):
    def get_by_natural_key(self, username: str | None) -> Resident:
        return self.get(email__iexact=username)


class Resident(AbstractBaseUser):
    """A person's account.

    The place fields are public knowledge, all derived from the home by `residents.actions.settle`: they say no more than the
    public cell. A resident without a cell has not settled yet and sees no neighbours.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(_("adresse électronique"))
    name = models.CharField(_("nom affiché"), max_length=40, blank=True)
    about = models.CharField(_("quelques mots"), max_length=300, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True, size=10)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=2, default="fr", choices=[("fr", "fr"), ("en", "en")])
    declared_old_enough = models.BooleanField(default=False, help_text="declared being 15 or older")
    commune = models.ForeignKey(Commune, null=True, on_delete=models.PROTECT, related_name="residents")
    quarter = models.ForeignKey(Quarter, null=True, on_delete=models.SET_NULL, related_name="residents")
    cell = models.BigIntegerField(null=True, help_text="public H3 cell")
    is_active = models.BooleanField(default=True)
    suspended_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(db_default=TransactionNow())
    last_active_on = models.DateField(null=True, help_text="a day, never shown, for horizons and retention")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Residents()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="resident_email_once"),
            models.CheckConstraint(
                name="resident_settled_whole",
                condition=Q(cell__isnull=True, commune__isnull=True) | Q(cell__isnull=False, commune__isnull=False),
            ),
        ]
        indexes = [models.Index(name="resident_cell", fields=["cell"], condition=Q(cell__isnull=False))]

    def __str__(self) -> str:
        return self.name or _("Une personne")

    def get_absolute_url(self) -> str:
        return reverse("resident", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        """Has said where home is, and so has neighbours."""
        return self.cell is not None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None or not self.is_active


class Residence(models.Model):
    """The vault: where a resident lives. Read by its owner and by the residence-proof actions only."""

    class Proof(models.TextChoices):
        NONE = "none", _("non justifié")
        VOUCHED = "vouched", _("parrainé par des voisins")
        VERIFIED = "verified", _("vérifié")

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="residence")
    label = models.CharField(max_length=250)
    lat = models.FloatField()
    lon = models.FloatField()
    proof = models.CharField(max_length=10, choices=Proof, default=Proof.NONE)
    settled_at = models.DateTimeField(db_default=TransactionNow())


class Role(models.Model):
    """A charge above that of resident, in one commune, one union, or everywhere (operators only)."""

    class Kind(models.TextChoices):
        HOST = "host", _("hôte de quartier")
        MODERATOR = "moderator", _("modérateur")
        AGENT = "agent", _("agent municipal")
        ELECTED = "elected", _("élu")
        OPERATOR = "operator", _("exploitant")

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)
    commune = models.ForeignKey(Commune, null=True, on_delete=models.CASCADE, related_name="+")
    union = models.ForeignKey(Union, null=True, on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_has_one_place",
                condition=Q(kind="operator", commune__isnull=True, union__isnull=True)
                | (~Q(kind="operator") & (Q(commune__isnull=False, union__isnull=True) | Q(commune__isnull=True, union__isnull=False))),
            ),
            models.UniqueConstraint(name="role_once", fields=["resident", "kind", "commune", "union"], nulls_distinct=False),
        ]


class Block(models.Model):
    """One person no longer wants to meet another: both become absent to each other, everywhere."""

    blocker = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="blocks_given")
    blocked = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="blocks_received")
    created_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="block_once", fields=["blocker", "blocked"]),
            models.CheckConstraint(name="block_another", condition=~Q(blocker=F("blocked"))),
        ]
