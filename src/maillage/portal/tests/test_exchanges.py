"""My exchanges: promises and swaps on one page, what waits for me first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.promises import actions as promises
from maillage.promises.tests.factories import a_claim, a_gift, a_promise
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions as swaps
from maillage.swaps.tests.factories import a_swap

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


def page(resident: Resident) -> str:
    client = Client()
    client.force_login(resident)
    answer = client.get(reverse("exchanges"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_page_says_what_to_do(maelle: Resident):
    assert "Rien en cours" in page(maelle)


def test_what_waits_for_me_comes_first(maelle: Resident, yann: Resident):
    swap = a_swap(maelle, yann)
    a_claim(maelle, a_gift(yann))
    of_yann, of_maelle = page(yann), page(maelle)
    assert "À vous de répondre" in of_yann
    assert "Maëlle attend votre réponse." in of_yann
    assert "Maëlle vous propose ce troc" in of_yann
    assert "À vous de répondre" not in of_maelle
    assert "Vous êtes en tête de la file." in of_maelle
    swaps.decline(yann, swap)
    assert "Terminés" in page(maelle)


def test_a_line_is_one_row_and_its_promise_another(maelle: Resident, yann: Resident):
    bed = a_gift(yann)
    a_promise(maelle, bed)
    for name in ("Colette", "Karim"):
        a_claim(a_resident(name), bed)
    seen = page(yann)
    assert "C’est promis à Maëlle" in seen
    assert "Colette et d’autres attendent votre réponse." in seen
    assert "À vous de répondre" not in seen  # nothing to answer while it is promised


def test_what_the_other_says_is_done_waits_for_me(maelle: Resident, yann: Resident):
    promise = a_promise(maelle, a_gift(yann))
    promises.keep(yann, promise)
    assert "À vous de répondre" in page(maelle)
    assert "À vous de répondre" not in page(yann)


def test_a_place_in_line_is_said_without_asking_again(maelle: Resident, yann: Resident):
    bed = a_gift(yann)
    a_claim(a_resident("Colette"), bed)
    a_claim(maelle, bed)
    assert "Vous êtes 2e dans la file." in page(maelle)


def test_between_people_whom_a_block_parts_nothing_is_there(maelle: Resident, yann: Resident):
    a_swap(maelle, yann)
    a_claim(maelle, a_gift(yann))
    residents.block(yann, maelle)
    for person in (maelle, yann):
        assert "Rien en cours" in page(person)


def test_it_costs_few_queries_whatever_the_rows(maelle: Resident, yann: Resident):
    for number in range(5):
        a_swap(yann, a_resident(f"Voisin {number}"))
        a_claim(a_resident(f"Voisine {number}"), a_gift(yann))
        a_claim(yann, a_gift(a_resident(f"Voisin {number}")))
    client = Client()
    client.force_login(yann)
    client.get(reverse("exchanges"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("exchanges"))
    assert len(queries) <= MOST_QUERIES
