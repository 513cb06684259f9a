"""What people see of listings. It reads like a sentence: `Listing.objects.open().seen_by(viewpoint).near(horizon)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import models
from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from maillage.feed.models import Audience
from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Resident
from maillage.territory import cells
from maillage.territory.horizons import Horizon

if TYPE_CHECKING:
    from maillage.listings.models import Listing  # noqa: F401 - names the queryset's model

CONFIGURATION = "french_unaccented"
PRESENT = Q(author__is_active=True, author__suspended_at__isnull=True)


@dataclass(frozen=True)
class Viewpoint:
    """Who looks, from where: what decides which listings are there at all. A visitor has no resident nor horizon."""

    resident: Resident | None = None
    horizon: Horizon | None = None
    hidden: frozenset[UUID] = field(default_factory=frozenset)


def viewpoint_of(viewer: Resident | None) -> Viewpoint:
    """The viewpoint of a resident or of a visitor. Costs no query for the acting resident."""
    if viewer is None:
        return Viewpoint()
    return Viewpoint(viewer, residents.horizon_of(viewer), residents.hidden_from(viewer))


class Listings(models.QuerySet["Listing"]):
    def open(self) -> Self:
        """Online now: what is past its end is not, even before the job that says so has run."""
        return self.filter(state="open", expires_at__gt=clock.now())

    def past_their_end(self) -> Self:
        return self.filter(state="open", expires_at__lte=clock.now())

    def seen_by(self, viewpoint: Viewpoint) -> Self:
        """Those the viewer may see in a list: one's own, public ones, one's commune's, one's neighbours'.

        What is for neighbours is for those whom it meets (`Horizon.meets`).
        """
        if viewpoint.resident is None:
            return self.filter(PRESENT, audience=Audience.PUBLIC)
        audience = Q(audience=Audience.PUBLIC)
        if viewpoint.resident.commune_id is not None:
            audience |= Q(audience=Audience.COMMUNE, commune=viewpoint.resident.commune_id)
        if viewpoint.horizon is not None:
            audience |= Q(audience=Audience.NEIGHBOURS) & _meeting(viewpoint.horizon)
        return self._but_hidden(viewpoint).filter(Q(author=viewpoint.resident) | (PRESENT & audience))

    def around(self, viewpoint: Viewpoint) -> Self:
        """Of `seen_by`, those that the feed shows: what meets the viewer, and what is for their whole commune.

        For who has no horizon, all of it.
        """
        if viewpoint.resident is None or viewpoint.horizon is None:
            return self.seen_by(viewpoint)
        found = ~Q(audience=Audience.COMMUNE) & _meeting(viewpoint.horizon)
        if viewpoint.resident.commune_id is not None:
            found |= Q(audience=Audience.COMMUNE, commune=viewpoint.resident.commune_id)
        return self._but_hidden(viewpoint).filter(Q(author=viewpoint.resident) | PRESENT, found)

    def _but_hidden(self, viewpoint: Viewpoint) -> Self:
        return self.exclude(author__in=viewpoint.hidden) if viewpoint.hidden else self

    def near(self, horizon: Horizon) -> Self:
        return self.filter(_inside(horizon))

    def saying(self, words: str) -> Self:
        """Whose title, category or text holds these words, whatever their accents and endings."""
        return self.filter(search=SearchQuery(words, config=CONFIGURATION, search_type="websearch"))

    def named(self, words: Sequence[str]) -> Self:
        """Whose title holds all these words (letters and digits only), newest first."""
        return self.filter(search=_in_title(words, " & ")).newest()

    def of_or_named(self, category: str, words: Sequence[str]) -> Self:
        """Of a category, or whose title holds one of these words (letters and digits only): the best named first."""
        in_title = _in_title(words, " | ")
        found = self.filter(Q(category=category) | Q(search=in_title))
        return found.order_by(SearchRank(F("search"), in_title).desc(), "-id")

    def saying_about(self, words: Sequence[str]) -> Self:
        """As `saying`, forgiving a letter wrong: each word is like one of the title or category (`database.ALIKE`)."""
        alike = Q(*(Q(search_words__trigram_word_similar=word) for word in words))
        exact = Q(search=SearchQuery(" ".join(words), config=CONFIGURATION, search_type="websearch"))
        return self.filter(exact | alike)

    def newest(self) -> Self:
        return self.order_by("-id")

    def nearest(self, horizon: Horizon) -> Self:
        """By the distance of cells from the horizon's origin, then newest; annotates `nearness` (1 is nearest).

        What stands beyond the horizon comes last.
        """
        origin = horizon.origin
        ordered = sorted(horizon.cells, key=lambda cell: (cells.distance_m(origin, cell), cell))
        rank = Func(
            Value(ordered, output_field=ArrayField(models.BigIntegerField())),
            F(horizon.field),
            function="array_position",
            output_field=IntegerField(),
        )
        beyond = Value(len(ordered) + 1)
        return self.annotate(nearness=Coalesce(rank, beyond)).order_by("nearness", "-id")

    def with_cards(self) -> Self:
        """Everything a card shows, in the same query: the author and the first photo."""
        from maillage.listings.models import ListingPhoto

        first = ListingPhoto.objects.filter(listing=OuterRef("pk")).order_by("position").values("photo_id")[:1]
        return self.select_related("author", "commune").annotate(cover_id=Subquery(first))


def _in_title(words: Sequence[str], joint: str) -> SearchQuery:
    return SearchQuery(joint.join(f"{word}:A" for word in words), config=CONFIGURATION, search_type="raw")


def _meeting(horizon: Horizon) -> Q:
    """`Horizon.meets`, in SQL."""
    found = _inside(horizon)
    for wider in horizon.wider:
        found |= Q(reach_step=wider.step) & _inside(wider)
    return found


def _inside(horizon: Horizon) -> Q:
    return Q(**{f"{horizon.field}__among": horizon.cells})
