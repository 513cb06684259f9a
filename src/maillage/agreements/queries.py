"""What people see of agreements: `Agreement.objects.of(resident).newest()`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from maillage.agreements import mediators
from maillage.platform import clock
from maillage.residents.models import Resident

if TYPE_CHECKING:
    from maillage.agreements.models import Agreement, AgreementPhoto, Difficulty  # noqa: F401 (named below)

KEPT = timedelta(days=731)
"""Two years after the end, as the booking: the time in which the two may disagree about it."""


def _title_of(agreement: OuterRef) -> Subquery:
    from maillage.agreements.models import MASKED_OBJECT, Version

    title = Case(When(masked_at__isnull=True, then=F("object")), default=Value(str(MASKED_OBJECT)))
    return Subquery(Version.objects.filter(agreement=agreement).order_by("-number").values(title=title)[:1])


class AgreementPhotos(models.QuerySet["AgreementPhoto"]):
    def shown(self) -> Self:
        """Those of what moderation did not mask."""
        return self.filter(
            version__masked_at__isnull=True, statement__masked_at__isnull=True, turn__masked_at__isnull=True
        )


class Agreements(models.QuerySet["Agreement"]):
    def of(self, resident: Resident) -> Self:
        """In which they take part. Blocks, suspensions and departures hide nothing of it: it is theirs as well."""
        return self.filter(Q(owner=resident) | Q(borrower=resident))

    def newest(self) -> Self:
        return self.order_by("-id")

    def with_people(self) -> Self:
        return self.select_related("owner", "borrower", "booking")

    def with_titles(self) -> Self:
        """With `title`: what is lent, in its last words."""
        return self.annotate(title=_title_of(OuterRef("pk")))

    def long_over(self) -> Self:
        """Ended long ago, with nothing still being settled, nor settled since."""
        from maillage.agreements import models as agreements

        limit = clock.now() - KEPT
        recent = agreements.Difficulty.objects.filter(agreement=OuterRef("pk")).filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=limit)
        )
        return self.filter(~Exists(recent), ended_at__lte=limit)


class Difficulties(models.QuerySet["Difficulty"]):
    def live(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def of(self, resident: Resident) -> Self:
        """Between them and somebody."""
        return self.filter(Q(agreement__owner=resident) | Q(agreement__borrower=resident))

    def newest(self) -> Self:
        return self.order_by("-id")

    def with_agreement(self) -> Self:
        people = ("agreement__owner", "agreement__borrower", "mediator")
        return self.select_related("agreement", "agreement__booking", *people).prefetch_related("turns")

    def with_titles(self) -> Self:
        """With `title`: what is lent, in its last words."""
        return self.annotate(title=_title_of(OuterRef("agreement")))

    def waiting_for(self, resident: Resident) -> Self:
        """Those for which a mediator is asked, whom this resident may be."""
        return self.filter(mediators.may_mediate(resident), stage="asked")

    def mediated_by(self, resident: Resident) -> Self:
        """Those in this resident’s hands."""
        return self.filter(mediator=resident, stage__in=["mediated", "proposed"])

    def silent_since(self, delay: timedelta) -> Self:
        """Live ones of which nobody did anything for so long."""
        return self.live().filter(moved_at__lte=clock.now() - delay)
