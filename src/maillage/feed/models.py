"""One row per thing that happened, so that "newest near me" is one index scan a cell (DESIGN.md 6)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune


class Audience(models.TextChoices):
    """Who may see something."""

    NEIGHBOURS = "neighbours", _("Les voisins proches")
    COMMUNE = "commune", _("Toute la commune")
    PUBLIC = "public", _("Tout le monde, sans compte")


class Voice(models.TextChoices):
    """Who speaks: it chooses the colour and never stands alone, the tag says it in words."""

    NEIGHBOUR = "neighbour"
    TOWN = "town"
    SHOP = "shop"
    RIDE = "ride"
    URGENT = "urgent"


KINDS = frozenset({"request", "loan", "gift", "rental", "sale", "swap", "service", "shop", "association"})
"""What an entry may be; a domain that brings a new kind adds its word here."""


# What the scan of an index asks of a row before it is read.
_SIFTED = ["kind", "audience", "commune", "author", "until"]


class Entry(models.Model):
    """A card of "around me". Written through `feed.actions` by the domain that owns the subject; its id tells when.

    The four cells are those of its public point at the resolutions horizons use; a horizon uses one of them. A card
    keeps facts, never our words about them: each reader has a language.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=20, help_text="request, loan, gift, sale, rental, swap, service, …")
    voice = models.CharField(max_length=10, choices=Voice, default=Voice.NEIGHBOUR)
    subject_kind = models.CharField(max_length=20, help_text="listing, bulletin, …")
    subject_id = models.UUIDField()
    author = models.ForeignKey(Resident, null=True, on_delete=models.CASCADE, related_name="+")
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    point_cell = models.BigIntegerField(help_text="public cell of the author, or finest cell of a public place")
    cell_8 = models.BigIntegerField()
    cell_7 = models.BigIntegerField()
    cell_6 = models.BigIntegerField()
    cell_5 = models.BigIntegerField()
    reach_step = models.PositiveSmallIntegerField(null=True, help_text="how far it reaches, a step of horizons.LADDER")
    reach_cell = models.BigIntegerField(null=True, help_text="its cell at the resolution of that step")
    until = models.DateTimeField(null=True, help_text="when it leaves, if its subject says so")
    title = models.CharField(max_length=120)
    words = models.CharField(max_length=280, blank=True)
    price_cents = models.PositiveIntegerField(null=True)
    price_unit = models.CharField(max_length=10, blank=True, help_text="what the price is for: hour, day, …")
    in_return = models.CharField(max_length=200, blank=True)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    url = models.CharField(max_length=200, help_text="path of the subject's page, which serves its photos below it")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="entry_subject_once", fields=["subject_kind", "subject_id"]),
            models.CheckConstraint(
                name="entry_reach_whole",
                condition=Q(reach_step__isnull=True, reach_cell__isnull=True)
                | Q(reach_step__isnull=False, reach_cell__isnull=False),
            ),
        ]
        indexes = [
            *(
                models.Index(name=f"entry_{cell}", fields=[cell, "id"], include=_SIFTED)
                for cell in ("cell_8", "cell_7", "cell_6", "cell_5")
            ),
            models.Index(name="entry_reach", fields=["reach_cell", "reach_step", "id"], include=_SIFTED),
            models.Index(name="entry_commune", fields=["commune", "audience", "id"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.url

    @property
    def happened_at(self) -> datetime:
        """When it happened, as its identifier tells (RFC 9562, version 7: milliseconds in the first 48 bits)."""
        return datetime.fromtimestamp((self.id.int >> 80) / 1000, tz=UTC)

    @property
    def photo_url(self) -> str:
        """Where the subject's page serves the small size of its photo, or nothing."""
        return f"{self.url}photos/{self.photo_id}/petite/" if self.photo_id else ""

    @property
    def is_request(self) -> bool:
        return self.kind == "request"
