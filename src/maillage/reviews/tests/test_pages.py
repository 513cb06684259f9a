"""Saying, reading and selling, in a browser without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from maillage.bookings.models import State as BookingState
from maillage.bookings.tests.factories import a_booking
from maillage.platform import clock
from maillage.platform.ids import new_id
from maillage.promises import actions as promises
from maillage.promises.tests.factories import a_promise
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.reviews import actions, shown
from maillage.reviews.models import Activity, Exchange, Review
from maillage.reviews.tests.factories import a_revealed_review, a_review, a_sale, an_exchange
from maillage.swaps import actions as swaps
from maillage.swaps.tests.factories import an_accepted_swap

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANSWERS = {"as_agreed": "yes", "as_described": "partly", "again": "yes"}


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


@pytest.fixture
def me(client: Client) -> Resident:
    resident = a_resident("Maëlle", email="maelle@exemple.fr")
    client.force_login(resident)
    return resident


@pytest.fixture
def loan(me: Resident) -> Exchange:
    return an_exchange(me, a_resident("Yann"))


def path_of(exchange: Exchange) -> str:
    return reverse("review-write", args=[exchange.kind, exchange.subject_id])


def post(client: Client, path: str, **said: str):
    return client.post(path, {"idempotency_key": str(new_id()), **said})


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_exchange_that_ended_waits_for_one_s_words_then_no_more(client: Client, loan: Exchange):
    assert path_of(loan) in read(client, "/avis/")
    assert "9 décembre" in read(client, path_of(loan))
    answer = post(client, path_of(loan), **ANSWERS, words="Rendue propre.")
    assert answer["Location"] == "/avis/"
    page = read(client, "/avis/")
    assert path_of(loan) not in page
    assert "Pas encore publié" in page
    assert "déjà donné votre avis" in read(client, path_of(loan))


def test_thanks_needs_one_tap(client: Client, loan: Exchange):
    assert post(client, path_of(loan), step="thanks").status_code == 302
    assert Review.objects.get().is_thanks


def test_empty_answers_are_asked_for_and_words_are_not_lost(client: Client, loan: Exchange):
    answer = post(client, path_of(loan), words="Très bien", as_agreed="maybe")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Très bien" in page
    assert "Choisissez oui, en partie ou non." in page
    assert not Review.objects.exists()


def test_too_late_is_said(client: Client, loan: Exchange):
    with clock.at(loan.closes_at):
        assert "C’est trop tard" in read(client, path_of(loan))
        assert post(client, path_of(loan), step="thanks").status_code == 302
        assert "C’est trop tard" in read(client, "/avis/")
    assert not Review.objects.exists()


def test_an_exchange_of_others_or_that_does_not_exist_is_not_there(client: Client, me: Resident):
    theirs = an_exchange(a_resident("Inès"), a_resident("Yann"))
    booking = a_booking(state=BookingState.CANCELLED, borrower=me)
    for path in (
        path_of(theirs),
        reverse("review-write", args=["booking", new_id()]),
        reverse("review-write", args=["wedding", new_id()]),
        reverse("review-write", args=["booking", booking.pk]),
    ):
        assert client.get(path).status_code == 404
        assert post(client, path, step="thanks").status_code == 404


def test_one_takes_back_what_nobody_read(client: Client, me: Resident, loan: Exchange):
    written = a_review(me, loan)
    assert client.post(reverse("review-withdraw", args=[written.pk])).status_code == 302
    assert not Review.objects.exists()


def test_one_answers_what_is_said_of_oneself_on_a_page(client: Client, me: Resident):
    received = a_revealed_review(me, a_resident("Yann"), "Un peu tard.")
    path = reverse("review-reply", args=[received.pk])
    assert path in read(client, "/avis/")
    assert post(client, path, words=" ").status_code == 422
    assert post(client, path, words="Désolée, un pneu crevé.")["Location"] == "/avis/"
    assert "Désolée, un pneu crevé." in read(client, me.get_absolute_url())
    assert path not in read(client, "/avis/")


# The page of a person


def test_under_three_people_words_are_signed_and_answers_are_not_counted(client: Client, me: Resident):
    yann = a_resident("Yann")
    for name in ("Inès", "Karim"):
        a_revealed_review(yann, a_resident(name), f"De {name}")
    page = read(client, yann.get_absolute_url())
    assert "De Inès" in page
    assert "2 oui" not in page
    assert "Moins de trois échanges" in page
    a_revealed_review(yann, a_resident("Rozenn"), "")
    page = read(client, yann.get_absolute_url())
    assert "3 oui" in page
    assert "presque toujours" in page


def test_what_hides_from_the_viewer_is_in_no_count(client: Client, me: Resident):
    yann = a_resident("Yann")
    authors = [a_resident(name) for name in ("Inès", "Karim", "Rozenn")]
    for author in authors:
        a_revealed_review(yann, author)
    residents.block(authors[0], me)
    page = read(client, yann.get_absolute_url())
    assert "Inès" not in page
    assert "3 oui" not in page


def test_words_of_who_left_have_no_name(client: Client, me: Resident):
    yann, ines = a_resident("Yann"), a_resident("Inès")
    a_revealed_review(yann, ines, "Parfait.")
    residents.leave(ines)
    page = read(client, yann.get_absolute_url())
    assert "Parfait." in page
    assert "Une personne" in page
    assert "Inès" not in page


def test_the_page_of_a_person_costs_as_much_for_one_review_as_for_thirty(
    client: Client, me: Resident, django_assert_max_num_queries
):
    yann = a_resident("Yann")
    for number in range(30):
        a_revealed_review(yann, a_resident(f"Voisin {number}"))
    client.get("/avis/")  # the first page of a session also writes it
    with django_assert_max_num_queries(8):
        client.get(yann.get_absolute_url())


def test_my_reviews_cost_as_much_with_many(client: Client, me: Resident, django_assert_max_num_queries):
    for number in range(12):
        other = a_resident(f"Voisin {number}")
        an_exchange(me, other)
        a_review(me, an_exchange(me, other))
        a_revealed_review(me, other)
    client.get("/avis/")  # the first page of a session also writes it
    with django_assert_max_num_queries(8):
        client.get("/avis/")


def test_the_page_of_a_booking_that_ended_leads_to_one_s_words(me: Resident):
    booking = a_booking(state=BookingState.RETURNED, borrower=me)
    assert shown.of_booking(booking, me)["write_url"] == f"/avis/ecrire/booking/{booking.pk}/"
    actions.thank(me, an_exchange(booking.owner, me, subject_id=booking.pk))
    facts = shown.of_booking(booking, me)
    assert (facts["write_url"], facts["has_said"]) == ("", True)
    assert not shown.of_booking(a_booking(borrower=me), me)


def test_the_pages_of_a_gift_and_of_a_swap_that_took_place_lead_to_one_s_words(client: Client, me: Resident):
    claim, swap = a_promise(me), an_accepted_swap(me)
    for path in (claim.get_absolute_url(), swap.get_absolute_url()):
        assert "Dire merci" not in read(client, path)
    for person in (me, claim.owner):
        promises.keep(person, claim)
    for person in (me, swap.other):
        swaps.finish(person, swap)
    for kind, done in (("promise", claim), ("swap", swap)):
        write = reverse("review-write", args=[kind, done.pk])
        assert write in read(client, done.get_absolute_url())
        assert post(client, write, step="thanks").status_code == 302
        assert "Vous avez donné votre avis" in read(client, done.get_absolute_url())


def test_how_reviews_work_is_public_and_its_example_is_true(client: Client):
    page = read(client, "/avis/comment/")
    assert "71" in page
    assert "le plus souvent" in page
    assert "0,25" in page


# Sales


def test_a_seller_reads_their_year_and_nobody_else_s(client: Client, me: Resident):
    a_sale(me, 165_000, title="Un piano")
    a_sale(a_resident("Yann"), 1000, title="Une flûte")
    a_sale(me, 300, title="Une remorque", activity=Activity.TRANSPORT)
    page = read(client, "/ventes/")
    assert "Un piano" in page
    assert "Une flûte" not in page
    assert "Vous approchez d’un seuil" in page
    assert "1\u202f650\u202f€" in page
    a_sale(me, 35_001)
    assert "Un seuil est passé" in read(client, "/ventes/")


@pytest.mark.parametrize("year", ["2025", "9999", "0", "abcd", "٢٠٢٦", "-2026"])
def test_a_year_that_cannot_be_is_this_one(client: Client, me: Resident, year: str):
    assert "Rien cette année" in read(client, f"/ventes/?annee={year}")


def test_the_statement_is_an_accessible_paper_and_a_table(client: Client, me: Resident):
    a_sale(me, 12_050, title="=1+1")
    made = client.get("/ventes/2026/releve.pdf")
    assert made["Cache-Control"] == "private, no-store"
    assert b"pdfuaid" in made.content
    text = pypdfium2.PdfDocument(made.content)[0].get_textpage().get_text_bounded()
    assert "Relevé de ventes et de locations, 2026" in text
    assert "120,50" in text
    table = client.get("/ventes/2026/releve.csv").content.decode()
    assert table.splitlines()[1] == "2026-11-25,'=1+1,Vente,120.50"
    assert client.get("/ventes/2025/releve.pdf").status_code == 404
    assert client.get("/ventes/2027/releve.csv").status_code == 404


def test_an_empty_statement_prints_too(client: Client, me: Resident):
    assert client.get("/ventes/2026/releve.pdf").status_code == 200


def test_what_the_law_says_is_public(client: Client):
    assert "2\u202f000\u202f€" in read(client, "/ventes/comment/")
