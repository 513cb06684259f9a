"""What neighbours ask and offer."""

from __future__ import annotations

from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.feed.models import Audience
from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune


class Intent(models.TextChoices):
    OFFER = "offer", _("Offre")
    REQUEST = "request", _("Demande")


class Mode(models.TextChoices):
    LOAN = "loan", _("Prêt")
    GIFT = "gift", _("Don")
    RENTAL = "rental", _("Location")
    SALE = "sale", _("Vente")
    SWAP = "swap", _("Troc")
    SERVICE = "service", _("Coup de main")


class State(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    OPEN = "open", _("En ligne")
    PROMISED = "promised", _("Promis")
    DONE = "done", _("Conclu")
    WITHDRAWN = "withdrawn", _("Retiré")
    EXPIRED = "expired", _("Expiré")


class PriceUnit(models.TextChoices):
    HOUR = "hour", _("l’heure")
    DAY = "day", _("la journée")
    WEEKEND = "weekend", _("le week-end")
    WEEK = "week", _("la semaine")


class Listing(models.Model):
    """An offer or a request. A price goes with its mode, a unit with a price a period: the database holds it so.

    `point_cell` is the author's public cell, or the finest cell of a public place (then `place_name` names it).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    author = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="listings")
    intent = models.CharField(max_length=7, choices=Intent)
    mode = models.CharField(max_length=7, choices=Mode)
    other_modes = models.JSONField(default=list, blank=True, help_text="requests: the other ways that would do")
    category = models.CharField(max_length=30, help_text="slug of a leaf of categories.toml")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000, blank=True)
    price_cents = models.PositiveIntegerField(null=True)
    price_unit = models.CharField(max_length=7, choices=PriceUnit, blank=True)
    in_return = models.CharField(max_length=200, blank=True)
    deposit = models.CharField(max_length=120, blank=True)
    wanted_on = models.DateField(null=True, help_text="requests: for that day")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="listings")
    point_cell = models.BigIntegerField()
    cell_8 = models.BigIntegerField()
    cell_7 = models.BigIntegerField()
    cell_6 = models.BigIntegerField()
    cell_5 = models.BigIntegerField()
    place_name = models.CharField(max_length=150, blank=True, help_text="a public place, named")
    place_lat = models.FloatField(null=True)
    place_lon = models.FloatField(null=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.NEIGHBOURS)
    reach_step = models.PositiveSmallIntegerField(null=True, help_text="how far, as a step of horizons.LADDER")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    published_at = models.DateTimeField(db_default=TransactionNow())
    expires_at = models.DateTimeField()
    search = SearchVectorField(null=True, help_text="kept by a trigger, French without accents")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="listing_price_goes_with_mode",
                condition=Q(intent="request", price_cents__isnull=True, price_unit="")
                | Q(intent="offer", mode__in=["gift", "loan", "swap"], price_cents__isnull=True, price_unit="")
                | Q(intent="offer", mode="sale", price_cents__gt=0, price_unit="")
                | (Q(intent="offer", mode="rental", price_cents__gt=0) & ~Q(price_unit=""))
                | Q(intent="offer", mode="service", price_cents__isnull=True, price_unit="")
                | Q(intent="offer", mode="service", price_cents__gt=0, price_unit="hour"),
            ),
            models.CheckConstraint(
                name="listing_place_whole",
                condition=Q(place_name="", place_lat__isnull=True, place_lon__isnull=True)
                | (~Q(place_name="") & Q(place_lat__isnull=False, place_lon__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="listing_cell_8", fields=["cell_8", "-id"], condition=Q(state="open")),
            models.Index(name="listing_cell_7", fields=["cell_7", "-id"], condition=Q(state="open")),
            models.Index(name="listing_cell_6", fields=["cell_6", "-id"], condition=Q(state="open")),
            models.Index(name="listing_cell_5", fields=["cell_5", "-id"], condition=Q(state="open")),
            models.Index(name="listing_commune", fields=["commune", "-id"], condition=Q(state="open")),
            models.Index(name="listing_author", fields=["author", "-id"]),
            models.Index(name="listing_expiry", fields=["expires_at"], condition=Q(state="open")),
            GinIndex(name="listing_search", fields=["search"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("listing", args=[self.pk])

    @property
    def is_request(self) -> bool:
        return self.intent == Intent.REQUEST

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN


class ListingPhoto(models.Model):
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="listing_photo_position", fields=["listing", "position"], deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(name="listing_photo_eight", condition=Q(position__lt=8)),
        ]
