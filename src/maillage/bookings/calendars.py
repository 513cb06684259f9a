"""Bookings as a calendar reads them (RFC 5545): a file for one, and a private address for all of a person's.

The address ends with 256 random bits, of which the site keeps only a fingerprint: it can be replaced, not read again.
It gives titles and times, and nothing of who. What lies there is not secret enough for more.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from maillage.bookings import periods
from maillage.bookings.models import Booking, CalendarFeed, Side, State, Unit
from maillage.platform import clock
from maillage.residents.models import Resident

TOKEN_BYTES = 32
SHOWN_SINCE = timedelta(days=30)
MOST_SHOWN = 200
CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESHED_EVERY = "PT6H"


@transaction.atomic
def draw(resident: Resident) -> str:
    """Give a person a new private address; the former one answers no more. What ends it, told this once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.update_or_create(
        resident=resident, defaults={"fingerprint": fingerprint(token), "drawn_at": clock.now()}
    )
    return token


def revoke(resident: Resident) -> None:
    """Close a person's private address. Closing it twice is closing it once."""
    CalendarFeed.objects.filter(resident=resident).delete()


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def of_booking(booking: Booking, viewer: Resident) -> bytes:
    """The calendar that holds this booking alone."""
    return _calendar([booking], viewer, name=_one_line(booking.title))


def of_person(person: Resident) -> bytes:
    """All that a person has agreed to, from a month ago on; in their language."""
    agreed = Booking.objects.seen_by(person).filter(state__in=[State.ACCEPTED, State.OUT, State.RETURNED])
    since = clock.now() - SHOWN_SINCE
    shown = agreed.filter(period__endswith__gt=since).soonest()[:MOST_SHOWN]
    with translation.override(person.language):
        return _calendar(shown, person, name=_("Maillage : mes réservations"))


def _calendar(bookings: Iterable[Booking], viewer: Resident, *, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//Maillage//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", REFRESHED_EVERY)
    for booking in bookings:
        calendar.add_component(_event(booking, viewer))
    return calendar.to_ical()


def _event(booking: Booking, viewer: Resident) -> Event:
    event = Event()
    event.add("uid", f"{booking.pk}@{settings.SITE_HOST}")
    event.add("dtstamp", clock.now())
    event.add("summary", _summary(booking, viewer))
    if booking.unit == Unit.DAY:  # whole days, wherever the calendar is read
        event.add("dtstart", periods.first_day(booking.period))
        event.add("dtend", periods.last_day(booking.period) + timedelta(days=1))
    else:
        event.add("dtstart", booking.starts_at)
        event.add("dtend", booking.ends_at)
    event.add("status", _status(booking))
    event.add("url", settings.SITE_ADDRESS + booking.get_absolute_url())
    return event


def _summary(booking: Booking, viewer: Resident) -> str:
    """What it is and which way it goes, without a name."""
    title = _one_line(booking.title)
    if booking.is_service:
        return title
    saying = _("%(title)s (je prête)") if booking.side_of(viewer) == Side.OWNER else _("%(title)s (j’emprunte)")
    return saying % {"title": title}


def _one_line(title: str) -> str:
    """Without what would begin another line of the file."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())


def _status(booking: Booking) -> str:
    if booking.state in (State.ASKED, State.COUNTERED):
        return "TENTATIVE"
    agreed = (State.ACCEPTED, State.OUT, State.RETURNED)
    return "CONFIRMED" if booking.state in agreed else "CANCELLED"
