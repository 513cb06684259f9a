"""What people see of claims and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import ExtractYear

from maillage.platform import clock
from maillage.residents import queries as residents
from maillage.residents.models import Block, Resident

if TYPE_CHECKING:
    from maillage.listings.models import Listing
    from maillage.promises.models import Claim

MOST_SHOWN = 100


class Claims(models.QuerySet["Claim"]):
    def live(self) -> Self:
        """Waiting or promised."""
        return self.filter(state__in=["waiting", "promised"])

    def in_line(self) -> Self:
        """The promised one, then those who wait, in the order in which they came."""
        return self.live().order_by(models.Case(models.When(state="promised", then=0), default=1), "id")

    def concerning(self, resident: Resident) -> Self:
        """Made by them, or on what is theirs; those whom a block hides are absent."""
        hidden = residents.hidden_from(resident)
        return self.filter(
            Q(claimant=resident) & ~Q(listing__author__in=hidden)
            | Q(listing__author=resident) & ~Q(claimant__in=hidden)
        )

    def severed(self) -> Self:
        """Live, though one of the two is suspended or gone, or a block parts them."""
        gone = Q(is_active=False) | Q(suspended_at__isnull=False)
        absent = Resident.objects.filter(gone)
        blocks = Block.objects.filter(
            Q(blocker=OuterRef("claimant"), blocked=OuterRef("listing__author"))
            | Q(blocker=OuterRef("listing__author"), blocked=OuterRef("claimant"))
        )
        return self.live().filter(
            Q(claimant__in=absent.values("pk")) | Q(listing__author__in=absent.values("pk")) | Exists(blocks)
        )

    def given_before(self, moment: datetime) -> Self:
        """Promised, and handed over by what the owner said before `moment`."""
        return self.filter(state="promised", given_at__lte=moment)

    def with_people(self) -> Self:
        return self.select_related(
            "claimant", "claimant__photo", "listing", "listing__author", "listing__author__photo"
        )


@dataclass(frozen=True)
class Line:
    """Who waits for a listing, and for whom it is kept, as its owner sees it."""

    promised: Claim | None
    waiting: list[Claim]

    @property
    def next(self) -> Claim | None:
        return self.waiting[0] if self.waiting else None

    @property
    def is_empty(self) -> bool:
        return self.promised is None and not self.waiting


def line(owner: Resident, listing: Listing) -> Line:
    """The line of one's own listing. Those who are absent for the owner are not in it. One query."""
    hidden = residents.hidden_from(owner)
    claims = [
        claim
        for claim in _claims().filter(listing=listing).in_line().select_related("claimant", "claimant__photo")
        if claim.claimant_id not in hidden and not claim.claimant.is_suspended
    ]
    return Line(
        next((claim for claim in claims if claim.is_promised), None), [claim for claim in claims if claim.is_waiting]
    )


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the line of a listing; `number` counts those who wait, from 1."""

    claim: Claim | None
    number: int
    waiting: int
    is_promised: bool
    is_declined: bool = False
    """Its owner answered that it would not be them."""


def place_of(viewer: Resident, listing: Listing) -> Place:
    """Where the viewer stands in the line of another's listing. One query, and no name."""
    asked = Q(state__in=["waiting", "promised"]) | Q(state="declined", claimant=viewer)
    found = list(_claims().filter(asked, listing=listing).order_by("id"))
    claims = [claim for claim in found if claim.is_live]
    waiting = [claim for claim in claims if claim.is_waiting]
    mine = next((claim for claim in claims if claim.claimant_id == viewer.pk), None)
    number = waiting.index(mine) + 1 if mine is not None and mine.is_waiting else 0
    is_declined = len(claims) < len(found)
    return Place(mine, number, len(waiting), len(waiting) < len(claims), is_declined)


def of_person(resident: Resident) -> list[Claim]:
    """What a person claims and what is claimed of them, live or closed lately, the newest first. One query.

    Annotated with `ahead`, how many wait before each (None: nobody).
    """
    lately = clock.now() - timedelta(days=90)
    recent = Q(closed_at=None) | Q(closed_at__gte=lately)
    before = _claims().filter(listing=OuterRef("listing"), state="waiting", id__lt=OuterRef("id")).order_by()
    ahead = before.values("listing").annotate(count=models.Count("pk")).values("count")
    shown = _claims().concerning(resident).filter(recent).annotate(ahead=models.Subquery(ahead))
    return list(shown.with_people().order_by("-id")[:MOST_SHOWN])


def kept_sales(resident: Resident, year: int) -> list[Claim]:
    """The sales that this resident concluded in a year (of the site's time zone), by day; each with `price_cents`.

    A sale is concluded when both have said so, or the clock for the second (`closed_at`).
    """
    sold = _claims().filter(state="kept", price_cents__isnull=False, listing__author=resident)
    in_year = sold.annotate(year=ExtractYear("closed_at")).filter(year=year)
    return list(in_year.select_related("listing", "claimant").order_by("closed_at", "id"))


def kept_sales_sum(resident: Resident, year: int) -> tuple[int, int]:
    """How many sales were concluded in a year, and their sum in cents. One query."""
    sold = _claims().filter(state="kept", price_cents__isnull=False, listing__author=resident)
    total = sold.annotate(year=ExtractYear("closed_at")).filter(year=year)
    found = total.aggregate(count=models.Count("pk"), cents=Sum(F("price_cents")))
    return found["count"], found["cents"] or 0


def cut_short(listing: Listing, since: datetime) -> list[Resident]:
    """Those whose place in its line, or whose promise, was released since."""
    found = _claims().filter(listing=listing, state="released", closed_at__gte=since).select_related("claimant")
    return [claim.claimant for claim in found]


def newest_id(listing: Listing) -> UUID | None:
    """The last that joined the line of a listing."""
    return _claims().filter(listing=listing).order_by("-id").values_list("pk", flat=True).first()


def _claims() -> Claims:
    from maillage.promises.models import Claim

    return Claim.objects.all()
