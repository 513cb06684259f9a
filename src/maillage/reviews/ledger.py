"""What a person was paid on this site in a calendar year, and the thresholds of the rules on platforms.

The rules: Council Directive (EU) 2021/514 of 22 March 2021 ("DAC7"), which adds Annex V to Directive 2011/16/EU; in
France, articles 1649 ter A to 1649 ter E of the code général des impôts (CGI), and for what sellers are told each year,
article 242 bis. What they count, and so what is here:

- Four activities (Annex V, section I, A.8): the sale of goods; a personal service; the rental of any mode of transport;
  the rental of immovable property, parking spaces included. The rental of other objects is none of the four: it is in
  the ledger for its owner, and in no sum that a threshold is compared with.
- A seller of goods alone is left out (section I, B.4(d)) under 30 sales AND up to 2,000 EUR in the year. From the 30th
  sale, or from the first cent above 2,000 EUR, they no longer are. The other three activities have no such threshold.
- The sum is the consideration known to the platform: the price agreed here, in cents. The site takes no fee and holds
  no money. Of a swap, only the balance in euros is known: it counts as a sale of whom it is paid to.
- A line belongs to the year, in the site's time zone, in which both said that the exchange was over.

Whether whoever runs a site must report at all, and what somebody owes, is not computed here: that is for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q, Sum
from django.utils import timezone

from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.reviews import windows
from maillage.reviews.models import Activity, Exchange

SALES = 30
SALES_CENTS = 200_000
NEAR = Fraction(4, 5)
"""People are warned at four fifths of a threshold: 24 sales, 1,600 EUR."""
FROM_FIRST_EURO = frozenset({Activity.SERVICE, Activity.TRANSPORT, Activity.PREMISES})
FIRST_YEAR = 2026


@dataclass(frozen=True)
class Sums:
    """How many of each activity in a year, and for how much, in cents."""

    counts: dict[Activity, int]
    cents: dict[Activity, int]

    @property
    def sales(self) -> int:
        return self.counts.get(Activity.SALE, 0)

    @property
    def sales_cents(self) -> int:
        return self.cents.get(Activity.SALE, 0)

    @property
    def total_count(self) -> int:
        return sum(self.counts.values())

    @property
    def total_cents(self) -> int:
        return sum(self.cents.values())

    @property
    def has_passed(self) -> bool:
        """Whether sales of goods are no longer left out."""
        return self.sales >= SALES or self.sales_cents > SALES_CENTS

    @property
    def is_near(self) -> bool:
        """Whether they are at four fifths of a threshold, and not past it."""
        near = self.sales >= SALES * NEAR or self.sales_cents >= SALES_CENTS * NEAR
        return near and not self.has_passed

    @property
    def from_first_euro(self) -> bool:
        """Whether there is something that no threshold leaves out."""
        return any(self.counts.get(activity) for activity in FROM_FIRST_EURO)


def sums_of(paid: Iterable[tuple[str, int]]) -> Sums:
    """The sums of lines told by their activity and their price in cents."""
    counts: dict[Activity, int] = {}
    cents: dict[Activity, int] = {}
    for name, price in paid:
        activity = Activity(name)
        counts[activity] = counts.get(activity, 0) + 1
        cents[activity] = cents.get(activity, 0) + price
    return Sums(counts, cents)


def lines(seller: Resident, year: int) -> list[Exchange]:
    """What this person was paid in a year, in order."""
    first, last = windows.year(year)
    return list(Exchange.objects.sold_between(seller, first, last).with_people().order_by("ended_at", "id"))


def sums(seller: Resident, year: int) -> Sums:
    """The sums of a year. One query."""
    first, last = windows.year(year)
    rows = Exchange.objects.sold_between(seller, first, last).values("activity").order_by()
    found = list(rows.annotate(count=Count("pk"), cents=Sum("price_cents")))
    return Sums(
        {Activity(row["activity"]): row["count"] for row in found},
        {Activity(row["activity"]): row["cents"] for row in found},
    )


def years(seller: Resident) -> list[int]:
    """The years that have a line, and this one; the last first."""
    sold = Exchange.objects.filter(Q(sold_by=seller))
    moments = sold.datetimes("ended_at", "year", tzinfo=timezone.get_default_timezone())
    return sorted({this_year(), *(moment.year for moment in moments)}, reverse=True)


def this_year() -> int:
    return clock.today().year


def year_of(exchange: Exchange) -> int:
    """The local calendar year to which it belongs."""
    return timezone.localtime(exchange.ended_at).year
