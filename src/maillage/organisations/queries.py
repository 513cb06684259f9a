"""What people see of structures: `Organisation.objects.present().in_commune("22050").in_order()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, OuterRef, Q

from maillage.territory.spelling import fold

if TYPE_CHECKING:
    from maillage.organisations.models import Organisation  # noqa: F401 - names the queryset's model

PUBLIC_BODIES = ("town_hall", "public_service")
# Shorter words resemble everything.
LEAST_LETTERS = 4


class Organisations(models.QuerySet["Organisation"]):
    def present(self) -> Self:
        """Those that somebody answers for: the page of a shop whose managers are all suspended or gone is silent.

        A public body stays: the operator, who opened it, answers for it. What moderation hid is not there.
        """
        from maillage.organisations.models import Membership

        in_charge = Membership.objects.filter(
            organisation=OuterRef("pk"),
            kind=Membership.Kind.MANAGER,
            resident__is_active=True,
            resident__suspended_at__isnull=True,
        )
        return self.filter(Q(kind__in=PUBLIC_BODIES) | Exists(in_charge), hidden_at__isnull=True)

    def in_commune(self, insee: str) -> Self:
        return self.filter(commune=insee)

    def of_kinds(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def in_order(self) -> Self:
        """By name, as people look through a list: case and accents do not count."""
        return self.order_by("search_name", "id")

    def after(self, last: UUID) -> Self:
        """Those that come after one of them in this order; all of them when it is no longer there."""
        place = self.model._default_manager.filter(pk=last).values_list("search_name", "pk").first()
        if place is None:
            return self
        name, pk = place
        return self.filter(Q(search_name__gt=name) | Q(search_name=name, pk__gt=pk))

    def named(self, words: str) -> Self:
        """Whose name holds these words, or words like them: accents, case and a letter wrong are forgiven."""
        folded = fold(words)
        if not folded:
            return self.none()
        likeness = TrigramWordSimilarity(folded, "search_name")
        fits = Q(search_name__contains=folded)
        if len(folded) >= LEAST_LETTERS:
            fits |= Q(search_name__trigram_word_similar=folded)
        return self.filter(fits).order_by(likeness.desc(), "search_name", "id")
