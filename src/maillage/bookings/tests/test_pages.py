"""The pages of bookings, as two neighbours use them: without JavaScript, one form or one link at a time."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.bookings.models import Availability, Booking, DaysOff, OpenHours, State, Unit
from maillage.bookings.tests.factories import a_booking, a_rental, a_service, an_availability, days
from maillage.listings import holds
from maillage.listings.actions import locked_in_order
from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def drill(maelle: Resident) -> Listing:
    return a_listing(maelle)


def browser(resident: Resident) -> Client:
    client = Client()
    client.force_login(resident)
    return client


def read(resident: Resident, path: str) -> str:
    answer = browser(resident).get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def ask_url(listing: Listing) -> str:
    return reverse("booking-ask", args=[listing.pk])


def hold(listing: Listing) -> None:
    """As a swap or a promise does."""
    with transaction.atomic():
        holds.take(locked_in_order([listing.pk]), "swap", uuid4())


def day(number: int) -> str:
    return str(clock.today() + timedelta(days=number))


def post(resident: Resident, path: str, **said: str):
    return browser(resident).post(path, {"idempotency_key": str(uuid4()), **said})


# Asking


def test_the_page_of_a_loan_leads_to_asking_for_it(yann: Resident, drill: Listing) -> None:
    page = read(yann, drill.get_absolute_url())
    assert ask_url(drill) in page
    assert "Demander à l’emprunter" in page
    assert "Poser une question d’abord" in page


def test_what_is_given_is_not_booked(yann: Resident, maelle: Resident) -> None:
    gift = a_listing(maelle, mode="gift")
    assert "/reserver/" not in read(yann, gift.get_absolute_url())
    assert browser(yann).get(ask_url(gift))["Location"] == gift.get_absolute_url()


def test_one_chooses_a_first_and_a_last_day_by_links(yann: Resident, drill: Listing) -> None:
    client = browser(yann)
    first, last = day(2), day(4)
    page = client.get(ask_url(drill), {"du": first, "mois": first[:7]}).content.decode()
    assert f'value="{first}"' in page
    page = client.get(ask_url(drill), {"du": first, "au": last}).content.decode()
    assert f'value="{last}"' in page
    assert "3 jours" not in page  # it is free: no price to explain


def test_a_day_that_somebody_has_is_no_link_and_says_nothing_of_who(yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, a_resident("Gwenola"), state=State.ACCEPTED, period=days(2))
    page = read(yann, f"{ask_url(drill)}?mois={day(2)[:7]}")
    assert f"du={day(2)}" not in page
    assert "pris" in page
    assert booking.borrower.name not in page


def test_the_price_of_what_is_chosen_is_explained(yann: Resident) -> None:
    trailer = a_rental(cents=1500)
    page = read(yann, f"{ask_url(trailer)}?du={day(2)}&au={day(9)}")
    assert "1 semaine à" in page


def test_a_request_goes_and_its_page_says_where_it_stands(yann: Resident, maelle: Resident, drill: Listing) -> None:
    answer = post(yann, ask_url(drill), du=day(2), au=day(3), words="Pour deux étagères.")
    booking = Booking.objects.get()
    assert answer["Location"] == booking.get_absolute_url()
    assert "Vous attendez la réponse de Maëlle" in read(yann, booking.get_absolute_url())
    page = read(maelle, booking.get_absolute_url())
    assert "Yann attend votre réponse" in page
    assert "Pour deux étagères." in page


def test_by_the_hour_the_free_hours_of_the_day_are_said(yann: Resident) -> None:
    hedge = a_service()
    an_availability(hedge, unit=Unit.HOUR)
    for weekday in range(7):
        OpenHours.objects.create(listing=hedge, weekday=weekday, opens="09:00", closes="12:00")
    page = read(yann, f"{ask_url(hedge)}?jour={day(3)}")
    assert "c’est libre de 9" in page
    post(yann, ask_url(hedge), jour=day(3), de="10:00", a="12:00")
    assert Booking.objects.get().price_cents == 4000


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choisissez un jour"),
        ({"du": "31/02/2027"}, "Écrivez un jour"),
        ({"du": "hier"}, "Écrivez un jour"),
        ({"du": "2020-01-01"}, "Ce jour est passé"),
        ({"du": "3020-01-01"}, "trop loin"),
        ({"du": "+5", "au": "+3"}, "Le dernier jour est avant le premier"),
        ({"du": "+5", "au": "+60"}, "C’est trop long"),
        ({"du": "+5", "words": "a" * 1001}, "1 000 caractères"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field_and_nothing_is_lost(
    yann: Resident, drill: Listing, said: dict[str, str], sentence: str
) -> None:
    typed = {name: day(int(value)) if value.startswith("+") else value for name, value in said.items()}
    answer = post(yann, ask_url(drill), **typed)
    assert answer.status_code == 422
    page = answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence in page
    assert not Booking.objects.exists()
    if "du" in typed:
        assert f'value="{typed["du"]}"' in page


def test_dates_taken_meanwhile_are_told_with_the_nearest_free_ones(yann: Resident, drill: Listing) -> None:
    a_booking(drill, state=State.ACCEPTED, period=days(5))
    answer = post(yann, ask_url(drill), du=day(5))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ces dates viennent d’être prises" in page
    assert f"du={day(4)}" in page


def test_ones_own_thing_leads_to_its_availability(maelle: Resident, drill: Listing) -> None:
    assert browser(maelle).get(ask_url(drill))["Location"] == reverse("booking-availability", args=[drill.pk])


# Answering, handing over, coming back


def do(resident: Resident, booking: Booking, verb: str, **said: str) -> Booking:
    answer = post(resident, reverse("booking-change", args=[booking.pk, verb]), **said)
    assert answer["Location"] == booking.get_absolute_url()
    booking.refresh_from_db()
    return booking


def test_from_the_request_to_its_end(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann, period=days(0))
    assert do(maelle, booking, "accepter").state == State.ACCEPTED
    assert "Je l’ai remis" in read(maelle, booking.get_absolute_url())
    assert "Je l’ai reçu" in read(yann, booking.get_absolute_url())
    do(maelle, booking, "remettre")
    assert "Maëlle dit vous l’avoir remis" in read(yann, booking.get_absolute_url())
    assert do(yann, booking, "remettre").state == State.OUT
    assert "C’est chez Yann" in read(maelle, booking.get_absolute_url())
    do(yann, booking, "rendre")
    assert do(maelle, booking, "rendre").state == State.RETURNED
    assert "C’est terminé" in read(yann, booking.get_absolute_url())


def test_a_refusal_says_a_few_words(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = do(maelle, a_booking(drill, yann), "refuser", words="Je m’en sers.")
    assert booking.state == State.DECLINED
    assert booking.conversation is not None
    assert "Je m’en sers." in read(yann, booking.conversation.get_absolute_url())
    assert "Demander d’autres dates" in read(yann, booking.get_absolute_url())


def test_only_what_is_allowed_has_a_button_and_the_rest_is_refused_in_words(yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann)
    assert "/accepter/" not in read(yann, booking.get_absolute_url())
    client = browser(yann)
    answer = client.post(reverse("booking-change", args=[booking.pk, "accepter"]), follow=True)
    assert "à l’état" in answer.content.decode()
    assert Booking.objects.get().state == State.ASKED


def test_dates_given_to_another_are_said_gone_to_who_still_waits(yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann)
    assert "plus libres" not in read(yann, booking.get_absolute_url())
    a_booking(drill, a_resident("Gwenola"), state=State.ACCEPTED)
    page = read(yann, booking.get_absolute_url())
    assert "données à quelqu’un d’autre" in page
    assert ask_url(drill) in page
    assert "Gwenola" not in page
    assert "plus libres" in read(drill.author, booking.get_absolute_url())


def test_what_is_promised_elsewhere_is_not_asked_for(yann: Resident, drill: Listing) -> None:
    hold(drill)
    answer = browser(yann).get(ask_url(drill), follow=True)
    assert "promise dans un autre échange" in answer.content.decode()
    assert post(yann, ask_url(drill), du=day(5)).status_code != 200
    assert not Booking.objects.exists()


def test_another_proposal_is_answered_in_turn(maelle: Resident, yann: Resident) -> None:
    booking = a_booking(a_rental(maelle), yann, price_cents=1500)
    counter = reverse("booking-counter", args=[booking.pk])
    assert "15" in read(maelle, counter)
    post(maelle, counter, du=day(6), au=day(6), price="12")
    booking.refresh_from_db()
    assert (booking.state, booking.price_cents) == (State.COUNTERED, 1200)
    assert "Maëlle vous propose autre chose" in read(yann, booking.get_absolute_url())
    assert browser(maelle).get(counter)["Location"] == booking.get_absolute_url()
    assert do(yann, booking, "accepter").state == State.ACCEPTED


@pytest.mark.parametrize("price", ["-3", "0", "abc"])
def test_a_price_that_is_none_is_refused(maelle: Resident, price: str) -> None:
    booking = a_booking(a_rental(maelle), price_cents=1500)
    answer = post(maelle, reverse("booking-counter", args=[booking.pk]), du=day(6), price=price)
    assert answer.status_code == 422
    assert Booking.objects.get().price_cents == 1500


def test_nobody_else_finds_it(drill: Listing) -> None:
    stranger, booking = browser(a_resident("Awa")), a_booking(drill)
    for name in ("booking", "booking-counter", "booking-ics"):
        assert stranger.get(reverse(name, args=[booking.pk])).status_code == 404
    assert stranger.post(reverse("booking-change", args=[booking.pk, "accepter"])).status_code == 404


def test_blocked_is_absent_save_for_what_is_out(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann, state=State.ACCEPTED)
    out = a_booking(drill, yann, state=State.OUT, period=days(-2))
    residents.block(maelle, yann)
    for person in (maelle, yann):
        assert browser(person).get(booking.get_absolute_url()).status_code == 404
        assert "Une personne" in read(person, out.get_absolute_url())
        assert booking.get_absolute_url() not in read(person, reverse("bookings"))


# Lists


def test_my_bookings_say_what_waits_for_me(maelle: Resident, yann: Resident, drill: Listing) -> None:
    a_booking(drill, yann)
    assert "À vous de répondre" in read(maelle, reverse("bookings"))
    assert "Je demande" in read(yann, reverse("bookings"))
    assert "Aucune réservation" in read(a_resident("Awa"), reverse("bookings"))


def test_what_waits_is_said_among_all_exchanges(maelle: Resident, yann: Resident, drill: Listing) -> None:
    a_booking(drill, yann)
    a_booking(a_listing(yann), maelle, state=State.ACCEPTED, period=days(0), owner_handed_at=clock.now())
    page = read(maelle, reverse("exchanges"))
    assert "Yann attend votre réponse" in page
    assert "Yann dit vous l’avoir remis" in page
    assert "À confirmer" in read(maelle, reverse("bookings"))


def test_the_author_sees_on_the_listing_who_comes(maelle: Resident, yann: Resident, drill: Listing) -> None:
    booking = a_booking(drill, yann, state=State.ACCEPTED)
    assert booking.get_absolute_url() in read(maelle, drill.get_absolute_url())


# The author's availability


WEEK = {"unit": "day", "longest_days": "7", "longest_hours": "4", "lead_hours": "24", "quantity": "2"}


def test_the_author_says_when(maelle: Resident, drill: Listing) -> None:
    url = reverse("booking-availability", args=[drill.pk])
    answer = browser(maelle).post(
        url, WEEK | {"day_Sa": "9 h - 12 h, 14h-24h", "off_0_from": day(10), "off_0_to": day(12)}
    )
    assert answer["Location"] == drill.get_absolute_url()
    said = Availability.objects.get()
    assert (said.unit, said.quantity, said.lead_hours, said.longest_hours) == (Unit.DAY, 2, 24, 168)
    assert [hours.weekday for hours in OpenHours.objects.all()] == [5, 5]
    assert DaysOff.objects.count() == 1
    page = read(maelle, url)
    assert "9 h - 12 h, 14 h - 24 h" in page
    assert f'value="{day(10)}"' in page


def test_what_it_says_again_is_what_was_said(maelle: Resident, drill: Listing) -> None:
    url = reverse("booking-availability", args=[drill.pk])
    for _ in range(2):
        browser(maelle).post(url, WEEK | {"day_Mo": "9h-12h"})
    assert OpenHours.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"day_Mo": "demain"}, "9 h - 12 h 30"),
        ({"day_Mo": "22 h - 2 h"}, "minuit"),
        ({"quantity": "0"}, "au moins un"),
        ({"quantity": "deux"}, "nombre entier"),
        ({"off_0_to": "2027-01-01"}, "premier jour"),
        ({"unit": "century"}, "century"),
    ],
)
def test_an_availability_that_makes_no_sense_changes_nothing(
    maelle: Resident, drill: Listing, said: dict[str, str], sentence: str
) -> None:
    an_availability(drill, quantity=3)
    answer = browser(maelle).post(reverse("booking-availability", args=[drill.pk]), WEEK | said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert Availability.objects.get().quantity == 3


def test_the_author_changes_a_computed_price(maelle: Resident, yann: Resident) -> None:
    trailer = a_rental(maelle, cents=1500)
    url = reverse("booking-availability", args=[trailer.pk])
    assert "Calculé" in read(maelle, url)
    browser(maelle).post(url, WEEK | {"rate_week": "50"})
    post(yann, ask_url(trailer), du=day(2), au=day(8))
    assert Booking.objects.get().price_cents == 5000


def test_nobody_else_opens_it(yann: Resident, drill: Listing) -> None:
    assert browser(yann).get(reverse("booking-availability", args=[drill.pk])).status_code == 404


# Few queries, whatever the rows


def test_pages_cost_few_queries(maelle: Resident, yann: Resident) -> None:
    trailer = a_rental(maelle)
    an_availability(trailer, quantity=5)
    for weekday in range(7):
        OpenHours.objects.create(listing=trailer, weekday=weekday, opens="09:00", closes="12:00")
    for item in range(1, 5):
        a_booking(trailer, a_resident(f"Voisin {item}"), state=State.ACCEPTED, item=item)
    booking = a_booking(trailer, yann, price_cents=1500)
    for person, path in (
        (maelle, booking.get_absolute_url()),
        (yann, booking.get_absolute_url()),
        (maelle, reverse("bookings")),
        (yann, ask_url(trailer)),
        (yann, trailer.get_absolute_url()),
        (maelle, trailer.get_absolute_url()),
        (maelle, reverse("booking-availability", args=[trailer.pk])),
        (maelle, reverse("booking-counter", args=[booking.pk])),
        (yann, reverse("booking-calendar")),
    ):
        client = browser(person)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= MOST_QUERIES, (path, [each["sql"][:150] for each in queries])
