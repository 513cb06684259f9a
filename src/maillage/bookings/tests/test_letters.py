"""What leaves for the two of a booking: one notice for one thing, and dates that went to another are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core import mail

from maillage.bookings import actions
from maillage.bookings.models import Booking, State
from maillage.bookings.tests.factories import a_booking, an_availability, days
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.notices import queries
from maillage.notices.deciding import GRACE
from maillage.notices.delivering import deliver_due
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann", email="yann@exemple.fr")


@pytest.fixture
def drill() -> Listing:
    return a_listing(a_resident("Maëlle", email="maelle@exemple.fr"))


def told(resident: Resident) -> list[str]:
    return sorted(Notice.objects.filter(to=resident).values_list("kind", flat=True))


def test_asking_with_words_tells_the_owner_once_and_encloses_them(yann: Resident, drill: Listing) -> None:
    actions.ask(yann, drill, days(3), words="Pour deux étagères.")
    assert told(drill.author) == ["bookings.asked"]
    with clock.at(NOW + GRACE):
        deliver_due()
    (letter,) = mail.outbox
    assert "Pour deux étagères." in letter.body
    assert Booking.objects.get().get_absolute_url() in letter.body


def test_an_answer_without_words_encloses_nothing(yann: Resident, drill: Listing) -> None:
    booking = actions.ask(yann, drill, days(3), words="Pour deux étagères.")
    actions.accept(drill.author, booking)
    with clock.at(NOW + GRACE):
        deliver_due()
    letter = next(each for each in mail.outbox if each.to == [yann.email])
    assert "étagères" not in letter.body


def test_who_waits_for_dates_that_went_to_another_is_told_once(yann: Resident, drill: Listing) -> None:
    late, elsewhere = a_booking(drill, yann), a_booking(drill, a_resident("Gwenola"), period=days(9))
    kept = a_booking(drill, a_resident("Soizic"))
    actions.accept(drill.author, kept)
    assert told(yann) == ["bookings.too_late"]
    assert not told(elsewhere.borrower)
    notice = Notice.objects.get(to=yann)
    assert notice.path == late.get_absolute_url()
    assert "Soizic" not in queries.words(notice)
    assert "Vous pouvez en demander d’autres" in queries.words(notice)
    actions.cancel(kept.borrower, Booking.objects.get(pk=kept.pk))
    actions.accept(drill.author, a_booking(drill, a_resident("Riwal")))
    assert told(yann) == ["bookings.too_late"]


def test_while_another_is_left_who_waits_is_told_nothing(yann: Resident, drill: Listing) -> None:
    an_availability(drill, quantity=2)
    a_booking(drill, yann)
    actions.accept(drill.author, a_booking(drill, a_resident("Soizic")))
    assert not told(yann)
    actions.accept(drill.author, a_booking(drill, a_resident("Riwal")))
    assert told(yann) == ["bookings.too_late"]


def test_who_comes_too_late_may_ask_for_dates_beside(yann: Resident, drill: Listing) -> None:
    a_booking(drill, yann, period=days(3, 2))
    a_booking(drill, a_resident("Soizic"), state=State.ACCEPTED, period=days(3))
    assert actions.ask(yann, drill, days(4, 2)).state == State.ASKED
