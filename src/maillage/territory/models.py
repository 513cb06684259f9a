"""Official geography, and the only geometry of a person that code may see: H3 cells (DESIGN.md 5)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Func, Q

from maillage.platform.ids import new_id


class Loaded(models.Model):
    """A file of package data that the tables hold, so that a start does not load it again."""

    name = models.CharField(primary_key=True, max_length=40)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:8]}"


class Union(models.Model):
    """An intercommunality (EPCI), keyed by its SIREN."""

    siren = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune of France, keyed by its INSEE code. Some overseas have neither contour nor known point."""

    insee = models.CharField(primary_key=True, max_length=5)
    name = models.CharField(max_length=100)
    search_name = models.CharField(max_length=100, help_text="folded (spelling.fold)")
    department = models.CharField(max_length=3)
    department_name = models.CharField(max_length=60)
    region_name = models.CharField(max_length=60)
    union = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="communes")
    population = models.PositiveIntegerField(default=0)
    postcodes = ArrayField(models.CharField(max_length=5), default=list)
    siren = models.CharField(max_length=9, blank=True)
    lat = models.FloatField(null=True, help_text="a point inside, or the town hall; WGS 84 degrees")
    lon = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True, help_text="of the contour")
    public_resolution = models.PositiveSmallIntegerField(null=True, help_text="H3 resolution of its residents' cells")

    class Meta:
        indexes = [
            GinIndex(name="commune_name_trigram", fields=["search_name"], opclasses=["gin_trgm_ops"]),
            GinIndex(name="commune_postcodes", fields=["postcodes"]),
            models.Index(name="commune_department", fields=["department"]),
        ]

    def __str__(self) -> str:
        return self.name


class Contour(models.Model):
    """The outline of a commune, with its bounding box for a first sieve."""

    commune = models.OneToOneField(Commune, primary_key=True, on_delete=models.CASCADE, related_name="contour")
    wkb = models.BinaryField(help_text="WKB polygon or multipolygon, WGS 84 degrees, longitude first")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        indexes = [
            GistIndex(
                Func(Func("west", "south", function="point"), Func("east", "north", function="point"), function="box"),
                name="contour_box",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} [{self.west}, {self.south}, {self.east}, {self.north}]"


class TownHall(models.Model):
    """The town hall of a commune, as the national directory knows it."""

    commune = models.OneToOneField(Commune, primary_key=True, on_delete=models.CASCADE, related_name="town_hall")
    name = models.CharField(max_length=150)
    address = models.CharField(max_length=300, blank=True)
    website = models.URLField(max_length=300, blank=True)
    opening_hours = models.CharField(max_length=500, blank=True, help_text="OSM opening_hours syntax")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name


class Quarter(models.Model):
    """A part of a commune. A commune that imported none has none: it is then one quarter, itself."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="quarters")
    name = models.CharField(max_length=100)
    wkb = models.BinaryField(help_text="WKB polygon or multipolygon, WGS 84 degrees, longitude first")

    class Meta:
        constraints = [models.UniqueConstraint(name="quarter_name_once", fields=["commune", "name"])]

    def __str__(self) -> str:
        return self.name


class CellHorizon(models.Model):
    """How far the residents of a public cell currently see: a step of `horizons.LADDER`."""

    cell = models.BigIntegerField(primary_key=True)
    step = models.PositiveSmallIntegerField()
    active_neighbours = models.PositiveIntegerField(help_text="active residents inside the horizon, oneself included")
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cell:x}: {self.step}"


class Address(models.Model):
    """A line of the national address base (BAN) or of a commune's own (BAL), for search without a network."""

    class Kind(models.TextChoices):
        HOUSENUMBER = "housenumber"
        STREET = "street"
        LOCALITY = "locality"

    id = models.BigAutoField(primary_key=True)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=100, unique=True, help_text="BAN identifier or interoperability key")
    housenumber = models.CharField(max_length=12, blank=True)
    street = models.CharField(max_length=150)
    postcode = models.CharField(max_length=5, blank=True)
    label = models.CharField(max_length=275)
    search_label = models.CharField(max_length=255, help_text="street and commune, folded (spelling.fold)")
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        indexes = [
            # Streets and hamlets are searched by their words, then the house in its street by its number.
            GinIndex(
                name="address_label_trigram",
                fields=["search_label"],
                opclasses=["gin_trgm_ops"],
                condition=~Q(kind="housenumber"),
            ),
            models.Index(name="address_in_street", fields=["commune", "search_label", "housenumber"]),
            GistIndex(Func("lon", "lat", function="point"), name="address_point"),
        ]
        constraints = [
            models.CheckConstraint(name="address_on_earth", condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)))
        ]

    def __str__(self) -> str:
        return self.label
