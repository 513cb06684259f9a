from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.listings.models import Listing
from maillage.listings.tests.factories import a_listing
from maillage.platform.ids import new_id
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.swaps import actions
from maillage.swaps.models import State, Swap
from maillage.swaps.tests.factories import a_swap, an_accepted_swap, an_offer, terms

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def table(maelle: Resident) -> Listing:
    return an_offer(maelle, "Table")


@pytest.fixture
def bicycle(yann: Resident) -> Listing:
    return an_offer(yann, "Vélo")


def browser_of(resident: Resident) -> Client:
    client = Client()
    client.force_login(resident)
    return client


def page(resident: Resident, address: str, status: int = 200) -> str:
    answer = browser_of(resident).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def propose(resident: Resident, to: Listing, **said: object) -> HttpResponse:
    typed = {"pays": "personne", "idempotency_key": str(new_id())} | said
    return browser_of(resident).post(reverse("swap-propose", args=[to.pk]), typed)  # type: ignore[return-value]


def test_from_a_listing_to_a_proposal_with_both_sides(
    maelle: Resident, yann: Resident, table: Listing, bicycle: Listing
):
    assert reverse("swap-propose", args=[bicycle.pk]) in page(maelle, bicycle.get_absolute_url())
    asked = page(maelle, reverse("swap-propose", args=[bicycle.pk]))
    assert f'value="{bicycle.pk}"' in asked
    assert "checked" in asked
    answer = propose(maelle, bicycle, mine=[table.pk], yours=[bicycle.pk], pays="autre", amount="10")
    seen = page(maelle, answer["Location"])
    assert "Yann vous remet 10\u202f€." in seen
    assert "n’a pas encore répondu" in seen
    assert "Vous remettez 10\u202f€ à Maëlle." in page(yann, answer["Location"])


@pytest.mark.parametrize(("said", "words"), [
    ({"mine": []}, "Choisissez au moins une annonce."),
    ({"yours": []}, "Choisissez au moins une annonce."),
    ({"pays": "moi"}, "Dites le montant du complément."),
    ({"pays": "moi", "amount": "-5"}, "Un complément est plus grand que zéro"),
    ({"pays": "moi", "amount": "1000,01"}, "plutôt une vente"),
    ({"pays": "moi", "amount": "beaucoup"}, "Écrivez un montant en euros"),
    ({"amount": "12"}, "dites qui le remet"),
    ({"yours": ["019a0000-0000-7000-8000-000000000000"]}, "n’est plus en ligne"),
    ({"words": "a" * 501}, "500 caractères au plus."),
])  # fmt: skip
def test_a_proposal_that_cannot_be_is_mended_on_its_page(
    maelle: Resident, table: Listing, bicycle: Listing, said: dict[str, object], words: str
):
    answer = propose(maelle, bicycle, **({"mine": [table.pk], "yours": [bicycle.pk]} | said))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Swap.objects.exists()


def test_what_left_between_the_page_and_the_answer_is_said(maelle: Resident, table: Listing, bicycle: Listing):
    Listing.objects.filter(pk=bicycle.pk).update(state="promised")
    answer = propose(maelle, bicycle, mine=[table.pk], yours=[bicycle.pk])
    assert answer.status_code == 422


def test_who_has_nothing_to_swap_is_told_what_to_do(maelle: Resident, bicycle: Listing):
    assert "Publiez d’abord" in page(maelle, reverse("swap-propose", args=[bicycle.pk]))


def test_nobody_swaps_with_themselves(maelle: Resident, table: Listing):
    an_offer(maelle, "Lampe")
    assert "avec soi-même" in page(maelle, reverse("swap-propose", args=[table.pk]))
    assert propose(maelle, table, mine=[table.pk], yours=[table.pk]).status_code == 422


def test_the_other_accepts_and_both_say_that_it_is_done(
    maelle: Resident, yann: Resident, table: Listing, bicycle: Listing
):
    swap = a_swap(maelle, yann, [table], [bicycle])
    assert "Accepter ce troc" in page(yann, swap.get_absolute_url())
    browser_of(yann).post(reverse("swap-accept", args=[swap.pk]))
    assert "C’est conclu" in page(maelle, swap.get_absolute_url())
    for person in (maelle, yann):
        browser_of(person).post(reverse("swap-finish", args=[swap.pk]))
    assert "Le troc est fait" in page(maelle, swap.get_absolute_url())
    assert Swap.objects.get().state == State.DONE


def test_another_proposal_starts_from_the_first_and_shows_it(
    maelle: Resident, yann: Resident, table: Listing, bicycle: Listing
):
    swap = a_swap(maelle, yann, [table], [bicycle], balance_cents=1500)
    address = reverse("swap-counter", args=[swap.pk])
    asked = page(yann, address)
    assert 'value="15"' in asked
    answer = browser_of(yann).post(
        address,
        {
            "mine": [bicycle.pk], "yours": [table.pk], "pays": "autre", "amount": "25", "words": "",
            "idempotency_key": str(new_id()),
        },
    )  # fmt: skip
    seen = page(maelle, answer["Location"])
    assert "Vous remettez 25\u202f€ à Yann." in seen
    assert "La proposition précédente" in seen
    assert "Voir la dernière proposition" in page(maelle, swap.get_absolute_url())
    assert "Une autre proposition" in browser_of(yann).get(address, follow=True).content.decode()


def test_a_proposal_over_what_is_no_longer_free_says_so(
    maelle: Resident, yann: Resident, table: Listing, bicycle: Listing
):
    swap = a_swap(maelle, yann, [table], [bicycle])
    an_accepted_swap(a_resident("Colette"), yann, yours=[bicycle])
    seen = page(yann, swap.get_absolute_url())
    assert "n’est plus libre" in seen
    assert "Accepter ce troc" not in seen
    answer = browser_of(yann).post(reverse("swap-accept", args=[swap.pk]), follow=True)
    assert "plus libre" in answer.content.decode()


def test_a_swap_is_for_its_two_people_alone(maelle: Resident, yann: Resident):
    swap = a_swap(maelle, yann)
    page(a_resident("Colette"), swap.get_absolute_url(), status=404)
    assert browser_of(maelle).post(reverse("swap-accept", args=[swap.pk])).status_code == 404
    residents.block(yann, maelle)
    for person in (maelle, yann):
        page(person, swap.get_absolute_url(), status=404)


def test_the_owner_of_a_listing_sees_that_a_proposal_waits(maelle: Resident, yann: Resident, bicycle: Listing):
    a_swap(maelle, yann, yours=[bicycle])
    assert "Une proposition de troc attend votre réponse" in page(yann, bicycle.get_absolute_url())


def test_any_offer_may_be_swapped(maelle: Resident):
    assert "Proposer un troc" in page(maelle, a_listing().get_absolute_url())


def queries_of(resident: Resident, address: str) -> int:
    browser = browser_of(resident)
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_pages_cost_few_queries_whatever_the_rows(maelle: Resident, yann: Resident):
    mine, yours = [an_offer(maelle) for _ in range(5)], [an_offer(yann) for _ in range(5)]
    swap = a_swap(maelle, yann, mine, yours)
    for _ in range(4):
        swap = actions.counter(swap.other, swap, terms(*((yours, mine) if swap.other == yann else (mine, yours))))
    for address in (
        swap.get_absolute_url(),
        reverse("swap-propose", args=[mine[0].pk]),
        mine[0].get_absolute_url(),
        yours[0].get_absolute_url(),
    ):
        assert queries_of(yann, address) <= MOST_QUERIES, address
    assert queries_of(swap.other, reverse("swap-counter", args=[swap.pk])) <= MOST_QUERIES
