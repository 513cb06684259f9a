"""What people wait for, and what was offered to whom."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.listings.models import Intent, Listing, Mode
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.territory.models import Commune

# One bit for each way of sharing, in the order of Mode: added to, never reordered.
BITS = {mode: 1 << rank for rank, mode in enumerate(Mode)}
ALL_MODES = reduce(or_, BITS.values())


def mask(modes: tuple[Mode, ...]) -> int:
    """These ways of sharing as one number; none is all of them."""
    return reduce(or_, (BITS[mode] for mode in modes), 0) or ALL_MODES


class QueryField(models.Field):  # type: ignore[type-arg]
    """A search of PostgreSQL, already parsed. Only the database writes and reads it."""

    def db_type(self, connection: object) -> str:
        return "tsquery"


class Want(models.Model):
    """What somebody waits for: a search that they saved, or an open request of theirs.

    `facet`, the cells, `step` and `home_commune` are keys of the inverted search (`matching.index`): what a listing
    must have before the rest is looked at. A trigger keeps `query`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="wants")
    request = models.OneToOneField(
        Listing, null=True, on_delete=models.CASCADE, related_name="want", help_text="none for a saved search"
    )
    name = models.CharField(_("nom"), max_length=80)
    words = models.CharField(max_length=100, blank=True)
    category = models.CharField(max_length=30, blank=True, help_text="slug of a branch or a leaf; empty is all")
    intent = models.CharField(max_length=7, choices=Intent, blank=True)
    modes = models.PositiveSmallIntegerField(default=ALL_MODES, help_text="one bit a mode, models.BITS")
    commune = models.ForeignKey(
        Commune, null=True, on_delete=models.CASCADE, related_name="+", help_text="around it; none is around home"
    )
    distance = models.PositiveSmallIntegerField(
        null=True, help_text="a step of horizons.LADDER; none is as far as the feed"
    )
    made_at = models.DateTimeField(db_default=TransactionNow())
    facet = models.CharField(
        max_length=120, db_collation="C", help_text="its rarest word, else its category, else anything"
    )
    step = models.PositiveSmallIntegerField(help_text="how far it looks")
    cell_8 = models.BigIntegerField()
    cell_7 = models.BigIntegerField()
    cell_6 = models.BigIntegerField()
    cell_5 = models.BigIntegerField()
    home_commune = models.CharField(max_length=5, help_text="INSEE code of where the person lives")
    query = QueryField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="want_once",
                fields=["resident", "words", "category", "intent", "modes", "commune", "distance"],
                condition=Q(request__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="want_modes", condition=Q(modes__gt=0, modes__lte=ALL_MODES)),
            # Around a commune, one says how far: only from home does one look as far as the feed.
            models.CheckConstraint(
                name="want_place", condition=Q(commune__isnull=True) | Q(distance__isnull=False, request__isnull=True)
            ),
            models.CheckConstraint(name="want_step", condition=Q(distance__isnull=True) | Q(step=models.F("distance"))),
        ]
        # A step is looked for at its own resolution, and so is what reaches further than the step: an index holds the
        # steps up to its resolution's.
        indexes = [
            models.Index(name="want_cell_8", fields=["cell_8", "facet", "step"], condition=Q(step__lte=1)),
            models.Index(name="want_cell_7", fields=["cell_7", "facet", "step"], condition=Q(step__lte=3)),
            models.Index(name="want_cell_6", fields=["cell_6", "facet", "step"], condition=Q(step__lte=5)),
            models.Index(name="want_cell_5", fields=["cell_5", "facet", "step"]),
            models.Index(
                name="want_home_commune", fields=["home_commune", "facet"], condition=Q(distance__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_around_home(self) -> bool:
        return self.commune_id is None


class Approach(models.Model):
    """A request that was offered to somebody who may be able to answer it: once, whatever they say."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="approaches")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="approaches")
    wave = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=8, choices=[("listings", "listings"), ("skills", "skills")])
    declined_at = models.DateTimeField(null=True, help_text="when they said: not this time")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="approach_once", fields=["request", "resident"])]
        indexes = [models.Index(name="approach_newest", fields=["resident", "-id"])]


class Silence(models.Model):
    """A kind of request that somebody does not want offered to them any more."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="silences")
    category = models.CharField(max_length=30, help_text="slug of a leaf")
    made_at = models.DateTimeField(db_default=TransactionNow())

    class Meta:
        constraints = [models.UniqueConstraint(name="silence_once", fields=["resident", "category"])]
