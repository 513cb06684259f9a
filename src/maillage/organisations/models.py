"""Structures: shops, associations, town halls, public services, and the people who speak for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.territory.models import Commune


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
    about = models.CharField(max_length=500, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="organisations")
    lat = models.FloatField(null=True, help_text="a public place: exact")
    lon = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="organisation_place_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
        ]
        indexes = [models.Index(name="organisation_commune", fields=["commune", "name"])]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody who speaks for a structure; a manager also says who does."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("membre")
        MANAGER = "manager", _("responsable")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(name="membership_once", fields=["organisation", "resident"])]

    def __str__(self) -> str:
        return f"{self.resident}, {self.get_kind_display()}"
