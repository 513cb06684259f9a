"""What neighbours ask and offer."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.feed.models import Audience
from maillage.listings import categories
from maillage.listings.categories import Leaf
from maillage.listings.queries import Listings
from maillage.platform import wording
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


class Seller(models.TextChoices):
    """In what capacity an offer is made (code de la consommation, L. 111-7): declared on each."""

    PRIVATE = "private", _("Particulier")
    PROFESSIONAL = "professional", _("Professionnel")


class State(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    OPEN = "open", _("En ligne")
    PROMISED = "promised", _("Promise")
    DONE = "done", _("Conclue")
    WITHDRAWN = "withdrawn", _("Retirée")
    EXPIRED = "expired", _("Expirée")
    HIDDEN = "hidden", _("Masquée")


SHOWN = (State.OPEN, State.PROMISED, State.DONE, State.EXPIRED)
"""States in which others than the author may still read it: by its address, for lists hold only what is open."""


FREE = Q(price_cents__isnull=True, price_unit="")
# Said in two parts: a comparison with nothing is neither true nor false, and a constraint lets it pass.
PRICED = Q(price_cents__isnull=False, price_cents__gt=0)


class PriceUnit(models.TextChoices):
    HOUR = "hour", _("l’heure")
    DAY = "day", _("la journée")
    WEEKEND = "weekend", _("le week-end")
    WEEK = "week", _("la semaine")


def price_words(cents: int | None, unit: str) -> str:
    """A price, in the reader's language: "12 € la journée", or nothing."""
    if not cents:
        return ""
    amount = wording.euros(cents)
    return f"{amount} {PriceUnit(unit).label}" if unit else amount


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
    seller = models.CharField(max_length=12, choices=Seller, default=Seller.PRIVATE, db_default=Seller.PRIVATE)
    trade_name = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="of the structure a professional speaks for"
    )
    siret = models.CharField(max_length=14, blank=True, default="", db_default="", help_text="of a professional")
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
    category_words = models.CharField(
        max_length=300, blank=True, help_text="label and synonyms of the category, kept by save"
    )
    search = SearchVectorField(null=True, editable=False, help_text="kept by a trigger, French without accents")
    search_words = models.TextField(default="", editable=False, help_text="kept by a trigger, for words with typos")

    objects = Listings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="listing_price_goes_with_mode",
                condition=(FREE & Q(intent="request"))
                | (FREE & Q(intent="offer", mode__in=["gift", "loan", "swap", "service"]))
                | (PRICED & Q(intent="offer", mode="sale", price_unit=""))
                | (PRICED & Q(intent="offer", mode="rental") & ~Q(price_unit=""))
                | (PRICED & Q(intent="offer", mode="service", price_unit="hour")),
            ),
            models.CheckConstraint(
                name="listing_professional_is_known",
                condition=Q(seller="private", trade_name="", siret="")
                | (Q(seller="professional", intent="offer") & (~Q(trade_name="") | Q(siret__regex=r"^\d{14}$"))),
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
            GinIndex(name="listing_search_words", fields=["search_words"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.category_words = categories.words_of(self.category)
        if kwargs.get("update_fields") is not None and "category" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "category_words"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("listing", args=[self.pk])

    @property
    def is_request(self) -> bool:
        return self.intent == Intent.REQUEST

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_held(self) -> bool:
        """Promised in an exchange of this site (`holds`), which alone says what becomes of it."""
        return hasattr(self, "hold")

    @property
    def is_public(self) -> bool:
        """Shown on the web to anyone."""
        return self.audience == Audience.PUBLIC and self.state in SHOWN

    @property
    def is_at_public_place(self) -> bool:
        return bool(self.place_name)

    @property
    def is_professional(self) -> bool:
        return self.seller == Seller.PROFESSIONAL

    @property
    def kind(self) -> str:
        """What its card is called on the feed: a request, or the mode of an offer."""
        return "request" if self.is_request else self.mode

    @property
    def kind_label(self) -> str:
        return str(Intent.REQUEST.label if self.is_request else Mode(self.mode).label)

    @property
    def modes(self) -> list[Mode]:
        """Every way that would do: a request may accept several."""
        return [Mode(self.mode), *(Mode(mode) for mode in self.other_modes)]

    @property
    def leaf(self) -> Leaf:
        return categories.leaf(self.category)

    @property
    def price(self) -> str:
        """The price in words, or nothing."""
        return price_words(self.price_cents, self.price_unit)


class ListingPhoto(models.Model):
    """A photo of a listing, at its place in the order its author chose."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="listing_photo_position", fields=["listing", "position"], deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="listing_photo_eight", condition=Q(position__lt=8)),
        ]

    def __str__(self) -> str:
        return self.photo.description or self.listing.title

    def url(self, size: str) -> str:
        return reverse("listing-photo", args=[self.listing_id, self.photo_id, size])

    @property
    def small_url(self) -> str:
        return self.url("petite")

    @property
    def large_url(self) -> str:
        return self.url("grande")


class Hold(models.Model):
    """What keeps a listing for an exchange of this site: a claim promised to somebody, or a swap that was accepted.

    One a listing, whatever the domain: the database refuses to promise a thing twice. Only `holds` writes it.
    """

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="hold")
    by_kind = models.CharField(max_length=20, help_text="the kind of exchange: promise, swap")
    by_id = models.UUIDField(help_text="the exchange that holds it")
    held_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        indexes = [models.Index(name="hold_by", fields=["by_id"])]


class Question(models.Model):
    """What the author of a listing is asked, once for each end: whether what it offers is still there, before it; what
    became of a request, after it. The link of a letter says which question it answers, and serves once.
    """

    class Kind(models.TextChoices):
        STILL = "still", _("Toujours disponible ?")
        SOLVED = "solved", _("Résolu ?")

    id = models.UUIDField(primary_key=True, default=new_id)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=6, choices=Kind)
    of_end = models.DateTimeField(help_text="the end of the listing of which it is asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="question_once", fields=["listing", "kind", "of_end"])]


class Widening(models.Model):
    """A request that nobody answers, and that goes further step by step: how many, and when the hosts were told."""

    request = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="widening")
    rungs = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, help_text="when the hosts were told that it waits")


class Solved(models.Model):
    """What came to its good end, by the word of its author or of an exchange kept: a request that found its answer,
    a thing that found its taker. By whom, if the author of a request said so.
    """

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="solved")
    by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="solved_newest", fields=["-said_at"])]


class AnswerHabit(models.Model):
    """How somebody answers about their listings, counted each night and kept in coarse words only: never a time that
    would tell when they are home (TRUST.md 9).
    """

    class Rate(models.TextChoices):
        NEARLY_ALWAYS = "always", _("Répond presque toujours")
        OFTEN = "often", _("Répond souvent")
        SOMETIMES = "some", _("Répond parfois")

    class Delay(models.TextChoices):
        A_DAY = "day", _("en général dans la journée")
        SOME_DAYS = "days", _("en général en deux ou trois jours")
        A_WEEK = "week", _("en général dans la semaine")
        LONGER = "longer", _("en général au bout de quelques semaines")

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="answer_habit")
    rate = models.CharField(max_length=6, choices=Rate)
    delay = models.CharField(max_length=6, choices=Delay)

    @property
    def words(self) -> str:
        """ "Répond presque toujours, en général dans la journée"."""
        return f"{self.get_rate_display()}, {self.get_delay_display()}"
