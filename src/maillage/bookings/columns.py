"""What the columns of bookings are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Kept, Personal, SeenBy

_TERMS = Column(
    _("Dire quand on peut réserver ce que vous proposez, et pour combien"), kept=Kept.SUBJECT, seen_by=SeenBy.AUDIENCE
)
_BOOKED = Column(
    _("Savoir qui a quoi, quand, et ce dont vous êtes convenus"), kept=Kept.EXCHANGE, seen_by=SeenBy.PARTICIPANTS
)
_FEED = Column(
    _("Reconnaître l’adresse privée de votre calendrier, sans la garder"),
    kept=Kept.UNTIL_CHANGED,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)

_RATES = ["hour_cents", "day_cents", "weekend_cents", "week_cents"]
_BETWEEN_TWO = [
    *("listing", "title", "mode", "owner", "borrower", "conversation", "unit", "period", "item", "price_cents"),
    *("state", "missed_by", "words", "asked_at", "answer_by", "ended_at"),
    *("owner_handed_at", "borrower_handed_at", "owner_returned_at", "borrower_returned_at"),
]

TITLE = _("Vos réservations et vos disponibilités")
DECLARATIONS: list[Declaration] = [
    Personal(
        "bookings.Availability",
        "listing__author",
        dict.fromkeys(["listing", "unit", "quantity", "lead_hours", "longest_hours", *_RATES], _TERMS),
    ),
    Personal(
        "bookings.OpenHours",
        "listing__author",
        dict.fromkeys(["listing", "weekday", "opens", "closes"], _TERMS),
        ("id",),
    ),
    Personal(
        "bookings.DaysOff", "listing__author", dict.fromkeys(["listing", "first_day", "last_day"], _TERMS), ("id",)
    ),
    Personal(
        "bookings.Booking",
        "borrower",
        dict.fromkeys(_BETWEEN_TWO, _BOOKED),
        ("id", "reminded"),
        also=("owner",),
        own={"words": "borrower"},
    ),
    Personal("bookings.CalendarFeed", "resident", dict.fromkeys(["resident", "fingerprint", "drawn_at"], _FEED)),
]
