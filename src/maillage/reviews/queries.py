"""What people see of exchanges and of what is said of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Resident

if TYPE_CHECKING:
    from maillage.reviews.models import Exchange, Review  # noqa: F401 - names the querysets' models


class Exchanges(models.QuerySet["Exchange"]):
    def of(self, resident: Resident) -> Self:
        return self.filter(Q(giver=resident) | Q(taker=resident))

    def seen_by(self, resident: Resident) -> Self:
        """Theirs, save with whom a block hides from them."""
        hidden = residents.hidden_from(resident)
        return self.of(resident).exclude(Q(giver__in=hidden) | Q(taker__in=hidden))

    def open(self) -> Self:
        """Of which one may still write."""
        return self.filter(closes_at__gt=clock.now())

    def revealed(self) -> Self:
        return self.filter(Q(revealed_at__isnull=False) | Q(closes_at__lte=clock.now()))

    def without_words_of(self, resident: Resident) -> Self:
        """Of which this person has said nothing yet."""
        return self.exclude(Exists(_reviews().filter(exchange=OuterRef("pk"), author=resident)))

    def sold_between(self, seller: Resident, first: datetime, last: datetime) -> Self:
        """Paid to this person, ended from `first` to just before `last`."""
        return self.filter(sold_by=seller, ended_at__gte=first, ended_at__lt=last)

    def with_people(self) -> Self:
        return self.select_related("giver", "taker")

    def with_reviews(self) -> Self:
        return self.prefetch_related(Prefetch("reviews", _reviews()))

    def newest(self) -> Self:
        return self.order_by("-ended_at", "-id")


class Reviews(models.QuerySet["Review"]):
    def revealed(self) -> Self:
        """That may be read: both wrote, or the time to write is over."""
        return self.filter(Q(exchange__revealed_at__isnull=False) | Q(exchange__closes_at__lte=clock.now()))

    def sealed(self) -> Self:
        """That nobody but their author may read yet."""
        return self.filter(exchange__revealed_at__isnull=True, exchange__closes_at__gt=clock.now())

    def about(self, resident: Resident) -> Self:
        return self.filter(about=resident)

    def seen_by(self, viewer: Resident) -> Self:
        """Those that may be read, save what moderation hid, and what people who are absent for the viewer wrote.

        The words of who closed their account stay, without a name; of who is suspended, they are silent.
        """
        return (
            self.revealed()
            .filter(hidden_at__isnull=True, author__suspended_at__isnull=True)
            .exclude(author__in=residents.hidden_from(viewer))
        )

    def newest(self) -> Self:
        return self.order_by("-exchange__ended_at", "-id")

    def with_people(self) -> Self:
        return self.select_related("author", "about", "exchange")


def to_review(resident: Resident) -> Exchanges:
    """The exchanges of which this person may say something and has not, the ones that close first."""
    here = _exchanges().seen_by(resident).open().without_words_of(resident)
    return here.filter(giver__suspended_at__isnull=True, taker__suspended_at__isnull=True).order_by("closes_at", "id")


def _exchanges() -> Exchanges:
    from maillage.reviews.models import Exchange

    return Exchange.objects.all()


def _reviews() -> Reviews:
    from maillage.reviews.models import Review

    return Review.objects.all()
