"""When a thing may be had, and who has it when: two people never have the same one at the same time."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.functions import TransactionNow
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.bookings.queries import Bookings
from maillage.conversations.models import Conversation
from maillage.listings.models import Listing, Mode
from maillage.platform.ids import new_id
from maillage.residents.models import Resident

BOOKABLE = (Mode.LOAN, Mode.RENTAL, Mode.SERVICE)
"""The modes of offers that are had for a time."""

LONGEST_QUANTITY = 50
LONGEST_LEAD_HOURS = 30 * 24
LONGEST_HOURS = 90 * 24


class Unit(models.TextChoices):
    HOUR = "hour", _("À l’heure")
    DAY = "day", _("À la journée")


class State(models.TextChoices):
    ASKED = "asked", _("Demandée")
    """The borrower proposes; the owner answers."""
    COUNTERED = "countered", _("Autre proposition")
    """The owner proposes; the borrower answers."""
    ACCEPTED = "accepted", _("Acceptée")
    OUT = "out", _("En cours")
    """Handed over: both said so."""
    RETURNED = "returned", _("Terminée")
    DECLINED = "declined", _("Refusée")
    CANCELLED = "cancelled", _("Annulée")
    LAPSED = "lapsed", _("Sans suite")
    MISSED = "missed", _("Rendez-vous manqué")


HELD = (State.ACCEPTED, State.OUT)
"""States in which the thing is kept for somebody: the database lets no two of them overlap."""
WAITING = (State.ASKED, State.COUNTERED)
"""States in which somebody must answer."""
LIVE = (*WAITING, *HELD)
"""States that are not an end."""
NOT_BEGUN = (*WAITING, State.ACCEPTED)


class Side(models.TextChoices):
    """The two people of a booking."""

    OWNER = "owner", _("Qui propose")
    BORROWER = "borrower", _("Qui réserve")

    @property
    def other(self) -> Side:
        return Side.BORROWER if self is Side.OWNER else Side.OWNER


class Availability(models.Model):
    """The rules of a listing that is booked; a listing without a row follows `availability.default`.

    Prices are what the author changed of those that `prices` computes; empty ones stay computed.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="availability")
    unit = models.CharField(max_length=4, choices=Unit)
    quantity = models.PositiveSmallIntegerField(default=1, help_text="how many alike are lent")
    lead_hours = models.PositiveSmallIntegerField(help_text="how long beforehand one asks")
    longest_hours = models.PositiveSmallIntegerField(help_text="how long one keeps it; by the day, 24 for each day")
    hour_cents = models.PositiveIntegerField(null=True)
    day_cents = models.PositiveIntegerField(null=True)
    weekend_cents = models.PositiveIntegerField(null=True)
    week_cents = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="availability_quantity", condition=Q(quantity__gte=1, quantity__lte=LONGEST_QUANTITY)
            ),
            models.CheckConstraint(name="availability_lead", condition=Q(lead_hours__lte=LONGEST_LEAD_HOURS)),
            models.CheckConstraint(
                name="availability_longest", condition=Q(longest_hours__gte=1, longest_hours__lte=LONGEST_HOURS)
            ),
            models.CheckConstraint(name="availability_days_whole", condition=Q(unit="hour") | Q(longest_hours__gte=24)),
        ]


class OpenHours(models.Model):
    """A stretch of a weekday (0 is Monday) when it may be had. A listing with none is open all the time.

    By the day, the weekday alone counts. `closes` at midnight means the end of the day.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="open_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(name="open_hours_once", fields=["listing", "weekday", "opens"]),
            models.CheckConstraint(name="open_hours_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="open_hours_in_order", condition=Q(opens__lt=F("closes")) | Q(closes="00:00")),
        ]


class DaysOff(models.Model):
    """Days on which it may not be had, both included."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="days_off")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(name="days_off_in_order", condition=Q(first_day__lte=F("last_day"))),
        ]


class Booking(models.Model):
    """One person’s reservation of one item of a listing, for a period: half open, in UTC.

    By the day it runs from local midnight to local midnight, so that a summer-time night is 23 or 25 hours long.
    `item` is drawn when it is accepted: from 1 to the availability’s quantity. Where the listing is gone, the title
    and both people stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    listing = models.ForeignKey(Listing, null=True, on_delete=models.SET_NULL, related_name="bookings")
    title = models.CharField(max_length=120)
    mode = models.CharField(max_length=7, choices=Mode)
    owner = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="bookings_given")
    borrower = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="bookings_made")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.CharField(max_length=4, choices=Unit)
    period = DateTimeRangeField()
    item = models.PositiveSmallIntegerField(default=1)
    price_cents = models.PositiveIntegerField(null=True, help_text="for the whole period; nothing when it is free")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    missed_by = models.CharField(max_length=8, choices=Side, blank=True)
    words = models.CharField(max_length=1000, blank=True, help_text="what the borrower said when asking")
    asked_at = models.DateTimeField(db_default=TransactionNow())
    answer_by = models.DateTimeField(help_text="unanswered by then, it lapses")
    ended_at = models.DateTimeField(null=True)
    owner_handed_at = models.DateTimeField(null=True)
    borrower_handed_at = models.DateTimeField(null=True)
    owner_returned_at = models.DateTimeField(null=True)
    borrower_returned_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0, help_text="the last step of reminders.STEPS that was told")

    objects = Bookings.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="booking_never_twice",
                expressions=[
                    ("listing", RangeOperators.EQUAL),
                    ("item", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["accepted", "out"]),
            ),
            models.CheckConstraint(
                name="booking_period_whole",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False)
                & Q(period__lower_inc=True, period__upper_inc=False),
            ),
            models.CheckConstraint(name="booking_between_two", condition=~Q(owner=F("borrower"))),
            models.CheckConstraint(name="booking_item_one_or_more", condition=Q(item__gte=1)),
            models.CheckConstraint(
                name="booking_price_above_nothing", condition=Q(price_cents__isnull=True) | Q(price_cents__gt=0)
            ),
            models.CheckConstraint(
                name="booking_missed_by_somebody",
                condition=(Q(state="missed") & ~Q(missed_by="")) | (~Q(state="missed") & Q(missed_by="")),
            ),
            models.CheckConstraint(
                name="booking_ended_at_its_end",
                condition=Q(state__in=["asked", "countered", "accepted", "out"], ended_at__isnull=True)
                | (~Q(state__in=["asked", "countered", "accepted", "out"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="booking_of_owner", fields=["owner", "-id"]),
            models.Index(name="booking_of_borrower", fields=["borrower", "-id"]),
            models.Index(
                name="booking_unanswered", fields=["answer_by"], condition=Q(state__in=["asked", "countered"])
            ),
            models.Index(name="booking_over", fields=["ended_at"], condition=Q(ended_at__isnull=False)),
            GistIndex(name="booking_to_remind", fields=["period"], condition=Q(state__in=["accepted", "out"])),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("booking", args=[self.pk])

    @property
    def starts_at(self) -> datetime:
        return self.period.lower  # type: ignore[no-any-return]

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in the period."""
        return self.period.upper  # type: ignore[no-any-return]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_service(self) -> bool:
        """Somebody comes and helps: nothing is handed over nor given back."""
        return self.mode == Mode.SERVICE

    def side_of(self, resident: Resident) -> Side | None:
        """Which of the two `resident` is."""
        if resident.pk == self.owner_id:
            return Side.OWNER
        return Side.BORROWER if resident.pk == self.borrower_id else None

    def person(self, side: Side) -> Resident:
        return self.owner if side == Side.OWNER else self.borrower


class CalendarFeed(models.Model):
    """The private address at which a person’s calendar reads their bookings. Only its fingerprint is kept."""

    resident = models.OneToOneField(Resident, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what ends the address")
    drawn_at = models.DateTimeField(db_default=TransactionNow())


def period_of(lower: datetime, upper: datetime) -> DateTimeTZRange:
    """The half-open range from `lower` to just before `upper`."""
    return DateTimeTZRange(lower, upper, "[)")
