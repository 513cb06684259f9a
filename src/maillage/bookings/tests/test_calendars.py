"""What calendars read: parsed back, without a name in it, and behind an address that can be closed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from maillage.bookings import calendars, periods
from maillage.bookings.models import CalendarFeed, State, Unit
from maillage.bookings.tests.factories import a_booking, a_service, days
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

TITLE = "Échelle ; 3 pans, « haute »\r\nBEGIN:VALARM, \\n " + "très longue " * 6


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


def browser(resident: Resident) -> Client:
    client = Client()
    client.force_login(resident)
    return client


def address_of(resident: Resident) -> str:
    page = browser(resident).post(reverse("booking-calendar"), {"creer": "oui"}).content.decode()
    found = re.search(r'value="http://[^/]+(/calendrier/[^"]+\.ics)"', page)
    assert found
    return found[1]


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content.decode()).walk("VEVENT"))


def test_the_file_of_a_booking_reads_back(yann: Resident) -> None:
    booking = a_booking(a_listing(title=TITLE[:120]), yann, state=State.ACCEPTED, period=days(3, 2))
    answer = browser(yann).get(reverse("booking-ics", args=[booking.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    (event,) = events(answer.content)
    first = clock.today() + timedelta(days=3)
    assert event["dtstart"].dt == first
    assert event["dtend"].dt == first + timedelta(days=2)  # not included, as RFC 5545 wants it
    assert event["status"] == "CONFIRMED"
    assert str(event["summary"]).split() == f"{TITLE[:120]} (j’emprunte)".split()
    assert booking.get_absolute_url() in event["url"]


def test_hours_are_moments_in_utc(yann: Resident) -> None:
    period = periods.of_hours(date(2027, 7, 1), time(9), time(11))
    booking = a_booking(a_service(), yann, unit=Unit.HOUR, period=period)
    (event,) = events(calendars.of_booking(booking, yann))
    assert event["dtstart"].dt == datetime(2027, 7, 1, 7, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2027, 7, 1, 9, tzinfo=UTC)
    assert event["status"] == "TENTATIVE"


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_days_of_the_two_nights_are_one_day(yann: Resident, day: date) -> None:
    booking = a_booking(borrower=yann, period=periods.of_days(day, day))
    (event,) = events(calendars.of_booking(booking, yann))
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)


def test_the_private_address_gives_what_is_agreed_and_nobodys_name(yann: Resident) -> None:
    owner = a_resident("Gwenola")
    agreed = a_booking(a_listing(owner, title="Une échelle"), yann, state=State.ACCEPTED, words="Code 1234")
    a_booking(a_listing(owner, title="Pas encore"), yann)
    a_booking(a_listing(owner, title="Jamais"), yann, state=State.DECLINED)
    a_booking(a_listing(title="D’autrui"), state=State.ACCEPTED)
    answer = Client().get(address_of(yann))
    (event,) = events(answer.content)
    assert event["uid"].startswith(str(agreed.pk))
    text = answer.content.decode()
    for private in ("Gwenola", "Yann", "Code 1234", yann.email, str(yann.pk)):
        assert private not in text
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_address_is_told_once_and_kept_as_a_fingerprint(yann: Resident) -> None:
    address = address_of(yann)
    token = address.removeprefix("/calendrier/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    feed = CalendarFeed.objects.get()
    assert token not in (feed.fingerprint, str(feed.pk))
    assert token not in browser(yann).get(reverse("booking-calendar")).content.decode()


def test_another_address_closes_the_first_and_one_may_close_it(yann: Resident) -> None:
    first, second = address_of(yann), address_of(yann)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    browser(yann).post(reverse("booking-calendar"), {"fermer": "oui"})
    assert Client().get(second).status_code == 404
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é"])
def test_an_invented_address_gives_nothing(token: str) -> None:
    assert Client().get(f"/calendrier/{token}.ics").status_code == 404


def test_suspended_is_silent_and_gone_is_gone(yann: Resident) -> None:
    address = address_of(yann)
    Resident.objects.filter(pk=yann.pk).update(suspended_at=clock.now())
    assert Client().get(address).status_code == 404
    Resident.objects.filter(pk=yann.pk).update(suspended_at=None)
    residents.leave(yann)
    assert not CalendarFeed.objects.exists()


def test_blocked_is_absent(yann: Resident) -> None:
    owner = a_resident("Gwenola")
    a_booking(a_listing(owner), yann, state=State.RETURNED, period=days(-3))
    address = address_of(yann)
    assert len(events(Client().get(address).content)) == 1
    residents.block(owner, yann)
    assert not events(Client().get(address).content)
