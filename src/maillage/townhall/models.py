"""Towns that have opened here, the posts of those who work for them, and the journal of what was done."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.platform.ids import new_id
from maillage.platform.models import Photo
from maillage.residents.models import Resident
from maillage.territory.models import Commune, Quarter, Union

BLUE = "#23539c"


class TownQuerySet(models.QuerySet["Town"]):
    def placed(self) -> TownQuerySet:
        """With the place each stands for, in the same query."""
        return self.select_related("commune__union", "union", "coat")


class Town(models.Model):
    """The channel of a commune's town hall, or of a union (EPCI) for all its members."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.OneToOneField(Commune, null=True, on_delete=models.PROTECT, related_name="town")
    union = models.OneToOneField(Union, null=True, on_delete=models.PROTECT, related_name="town")
    name = models.CharField(max_length=80, help_text="as it signs: “Mairie de Dinan”")
    colour = models.CharField(max_length=7, default=BLUE, help_text="#rrggbb, read on white: see look.check")
    coat = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(db_default=TransactionNow())

    objects = TownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_has_one_place",
                condition=Q(commune__isnull=False, union__isnull=True) | Q(commune__isnull=True, union__isnull=False),
            ),
            models.CheckConstraint(name="town_named", condition=~Q(name="")),
            models.CheckConstraint(name="town_colour", condition=Q(colour__regex=r"^#[0-9a-f]{6}$")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Commune | Union:
        """What it stands for."""
        place = self.commune or self.union
        assert place is not None, "town_has_one_place"
        return place

    def communes(self) -> models.QuerySet[Commune]:
        """The commune, or every member of the union, by name."""
        here = Q(pk=self.commune_id) if self.commune_id else Q(union=self.union_id)
        return Commune.objects.filter(here).order_by("search_name", "pk")

    def quarters(self) -> models.QuerySet[Quarter]:
        """Those drawn in its communes, by name."""
        here = Q(commune=self.commune_id) if self.commune_id else Q(commune__union=self.union_id)
        return Quarter.objects.filter(here).select_related("commune").order_by("commune__search_name", "name")


class Right(models.TextChoices):
    """What a post allows. Each is given by itself."""

    WRITE = "write", _("écrire")
    APPROVE = "approve", _("relire et approuver")
    ANSWER = "answer", _("répondre aux signalements et aux questions")
    FIGURES = "figures", _("voir les chiffres")
    PEOPLE = "people", _("gérer l’équipe et lire le journal")


class _Held(models.Model):
    """What somebody is at the town hall: a function and rights."""

    class Function(models.TextChoices):
        AGENT = "agent", _("agent municipal")
        ELECTED = "elected", _("élu")

    function = models.CharField(max_length=10, choices=Function)
    rights = ArrayField(models.CharField(max_length=10, choices=Right))

    class Meta:
        abstract = True

    @property
    def rights_words(self) -> list[str]:
        """What they may do, in the order of the form."""
        return [str(right.label) for right in Right if right in self.rights]


_SOME_RIGHTS: dict[str, object] = {"rights__contained_by": [str(right) for right in Right], "rights__len__gt": 0}


class Post(_Held):
    """Somebody who works for a town. With it comes the role of that function there, and its second factor."""

    id = models.UUIDField(primary_key=True, default=new_id)
    town = models.ForeignKey(Town, on_delete=models.CASCADE, related_name="posts")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="posts")
    given_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="post_once", fields=["town", "resident"]),
            models.CheckConstraint(name="post_rights", condition=Q(**_SOME_RIGHTS)),
        ]

    def __str__(self) -> str:
        return f"{self.resident} ({self.town})"

    def may(self, *rights: str) -> bool:
        """Whether it allows one of these at least; anything at all when none is named."""
        return not rights or any(right in self.rights for right in rights)


class PostInvitation(_Held):
    """A letter that brings somebody to the town hall: to one address, good once, for a week."""

    id = models.UUIDField(primary_key=True, default=new_id)
    town = models.ForeignKey(Town, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(help_text="in lower case")
    fingerprint = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="used, withdrawn, or followed by another")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="post_invitation_standing_once", fields=["town", "email"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="post_invitation_rights", condition=Q(**_SOME_RIGHTS)),
        ]


class Act(models.Model):
    """A line of the journal: who did what in the name of a town. A trigger lets nobody change or delete it."""

    # Older ones may be deleted, the others not: see migration 0002.
    KEPT_YEARS: ClassVar[int] = 3

    id = models.UUIDField(primary_key=True, default=new_id)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="acts")
    by = models.UUIDField(null=True, help_text="the account, even closed since; none for the site itself")
    by_name = models.CharField(max_length=40, blank=True, help_text="as it was then")
    kind = models.CharField(max_length=40, help_text="<domain>.<what was done>")
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True, help_text="the page of what it was done to")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="act_of_town", fields=["town", "-id"])]


class Interest(models.TextChoices):
    """What a resident may declare, so that the town hall's news finds them: nothing about health, belief or origin."""

    PARENTS = "parents", _("parents")
    YOUTH = "youth", _("jeunes")
    SENIORS = "seniors", _("aînés")
    CYCLISTS = "cyclists", _("cyclistes")
    DRIVERS = "drivers", _("automobilistes")
    TRANSIT = "transit", _("usagers des transports")
    SHOPKEEPERS = "shopkeepers", _("commerçants et artisans")
    VOLUNTEERS = "volunteers", _("bénévoles et associations")
    GARDENERS = "gardeners", _("jardiniers")
    SPORT = "sport", _("sportifs")
    CULTURE = "culture", _("amateurs de culture")
    ANIMALS = "animals", _("maîtres d’animaux")


class DeclaredInterest(models.Model):
    """One thing that a resident declared. Taken back as easily."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="interests")
    interest = models.CharField(max_length=12, choices=Interest)

    class Meta:
        constraints = [models.UniqueConstraint(name="interest_once", fields=["resident", "interest"])]
        indexes = [models.Index(name="interest_of", fields=["interest", "resident"])]


class Addressed(models.Model):
    """To whom something of the town is said: all of it, or quarters and a drawn area, or those who declared something.

    Never a person: places are cells that hide fifty households, interests are what many declare. Read by `targets`.
    """

    quarters = models.ManyToManyField(Quarter, related_name="+", blank=True)
    beyond_quarters = models.BooleanField(default=False, help_text="those whose home is in no drawn quarter too")
    area = models.BinaryField(null=True, help_text="drawn: WKB, WGS 84 degrees, longitude first")
    area_cells = ArrayField(models.BigIntegerField(), null=True, help_text="the public cells of homes in the area")
    interests = ArrayField(models.CharField(max_length=12, choices=Interest), default=list, blank=True)

    class Meta:
        abstract = True
