"""Structures: shops, associations, town halls, public services, and the people who speak for them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.feed.models import Voice
from maillage.organisations.queries import Organisations
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.territory.models import Commune
from maillage.territory.spelling import fold


class Organisation(models.Model):
    """A shop, an association or a public body of a commune. Its place, when known, is public and exact."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("commerce ou artisan")
        ASSOCIATION = "association", _("association")
        TOWN_HALL = "town_hall", _("mairie")
        PUBLIC_SERVICE = "public_service", _("service public")

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=120)
    search_name = models.CharField(
        max_length=250, default="", editable=False, help_text="folded (spelling.fold), kept by save"
    )
    about = models.CharField(max_length=500, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="organisations")
    address = models.CharField(max_length=150, blank=True, help_text="of the public place, as found")
    lat = models.FloatField(null=True, help_text="a public place: exact")
    lon = models.FloatField(null=True)
    opening_hours = models.CharField(max_length=500, blank=True, help_text="OSM opening_hours syntax")
    phone = models.CharField(max_length=16, blank=True, help_text="E.164")
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    opened_by = models.ForeignKey(
        Resident, null=True, on_delete=models.SET_NULL, related_name="+", help_text="for moderators"
    )
    hidden_at = models.DateTimeField(null=True, help_text="by moderation: its members alone see the page")
    opened_at = models.DateTimeField(db_default=TransactionNow())

    objects = Organisations.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_place_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="organisation_address_has_place", condition=Q(address="") | Q(lat__isnull=False)
            ),
            models.CheckConstraint(name="organisation_siret", condition=Q(siret="") | Q(siret__regex=r"^\d{14}$")),
        ]
        indexes = [
            models.Index(name="organisation_in_order", fields=["commune", "search_name", "id"]),
            GinIndex(name="organisation_name_trigram", fields=["search_name"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = fold(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.pk])

    @property
    def voice(self) -> Voice:
        """Shops are honey, the town blue; an association is neighbours together."""
        return {self.Kind.SHOP: Voice.SHOP, self.Kind.ASSOCIATION: Voice.NEIGHBOUR}.get(
            self.Kind(self.kind), Voice.TOWN
        )

    @property
    def kind_label(self) -> str:
        """The word of its tag."""
        return str(TAGS[self.Kind(self.kind)])

    @property
    def is_public_body(self) -> bool:
        return self.kind in {self.Kind.TOWN_HALL, self.Kind.PUBLIC_SERVICE}


TAGS = {
    Organisation.Kind.SHOP: _("Commerce"),
    Organisation.Kind.ASSOCIATION: _("Association"),
    Organisation.Kind.TOWN_HALL: _("Mairie"),
    Organisation.Kind.PUBLIC_SERVICE: _("Service public"),
}


class Membership(models.Model):
    """Somebody who speaks for a structure; a manager also says who does."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("membre")
        MANAGER = "manager", _("responsable")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEMBER)
    is_named = models.BooleanField(default=False, help_text="accepts that neighbours read their name on the page")

    class Meta:
        constraints = [models.UniqueConstraint(name="membership_once", fields=["organisation", "resident"])]

    def __str__(self) -> str:
        return f"{self.resident}, {self.get_kind_display()}"


class Invitation(models.Model):
    """A letter that lets the holder of one address speak for a structure. Only its token's fingerprint is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    kind = models.CharField(max_length=10, choices=Membership.Kind, default=Membership.Kind.MEMBER)
    fingerprint = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="accepted or withdrawn")

    class Meta:
        indexes = [models.Index(name="invitation_sent", fields=["organisation", "sent_at"])]

    def __str__(self) -> str:
        return self.email
