"""Structures: shops, associations, town halls, public services, and the people who speak for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.territory.models import Commune


class Organisation(models.Model):
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


class Membership(models.Model):
    class Kind(models.TextChoices):
        MEMBER = "member", _("membre")
        MANAGER = "manager", _("responsable")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(name="membership_once", fields=["organisation", "resident"])]
