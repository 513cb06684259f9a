from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.listings.models import Listing
from maillage.listings.states import Refused
from maillage.notices.models import Notice
from maillage.platform.ids import new_id
from maillage.promises import actions
from maillage.promises.models import Claim, State
from maillage.promises.tests.factories import a_claim, a_gift, a_promise, a_sale
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


@pytest.fixture
def yann() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


@pytest.fixture
def bed(yann: Resident) -> Listing:
    return a_gift(yann)


def browser_of(resident: Resident) -> Client:
    client = Client()
    client.force_login(resident)
    return client


def page(resident: Resident, address: str, status: int = 200) -> str:
    answer = browser_of(resident).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def claim_by_form(resident: Resident, listing: Listing, words: str = "", key: str = "") -> object:
    return browser_of(resident).post(
        reverse("claim-make", args=[listing.pk]), {"words": words, "idempotency_key": key or str(new_id())}
    )


def test_from_the_page_of_a_gift_to_a_place_in_its_line(maelle: Resident, bed: Listing):
    assert "Demander à le recevoir" in page(maelle, bed.get_absolute_url())
    answer = claim_by_form(maelle, bed, "Samedi ?")
    claim = Claim.objects.get()
    assert answer["Location"] == claim.get_absolute_url()  # type: ignore[index]
    assert "Vous êtes en tête de la file." in page(maelle, claim.get_absolute_url())
    assert "Voir où j’en suis" in page(maelle, bed.get_absolute_url())


def test_pressing_twice_takes_one_place(maelle: Resident, bed: Listing):
    key = str(new_id())
    assert claim_by_form(maelle, bed, key=key)["Location"] == claim_by_form(maelle, bed, key=key)["Location"]  # type: ignore[index]
    assert Claim.objects.count() == 1


def test_the_second_knows_their_place_and_no_name(maelle: Resident, bed: Listing):
    a_claim(a_resident("Colette"), bed)
    claim = a_claim(maelle, bed)
    seen = page(maelle, claim.get_absolute_url())
    assert "Vous êtes 2e dans la file." in seen
    assert "Colette" not in seen


def test_the_owner_reads_the_names_in_order_and_promises_in_one_tap(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_claim(maelle, bed, words="Samedi ?")
    a_claim(a_resident("Colette"), bed)
    assert "Voir la file" in page(yann, bed.get_absolute_url())
    seen = page(yann, reverse("claims", args=[bed.pk]))
    assert seen.index("Promettre à Maëlle") < seen.index("Promettre à Colette")
    assert "Samedi ?" in seen
    browser_of(yann).post(reverse("claim-promise", args=[claim.pk]))
    assert "Yann vous l’a promis" in page(maelle, claim.get_absolute_url())
    assert "C’est promis à Maëlle" in page(yann, claim.get_absolute_url())


def test_a_sale_is_promised_with_its_price_kept_as_typed_when_wrong(yann: Resident, maelle: Resident):
    claim = a_claim(maelle, a_sale(yann, price_cents=5000))
    address = reverse("claim-promise", args=[claim.pk])
    wrong = browser_of(yann).post(address, {"price": "-4"})
    assert wrong.status_code == 422
    assert "plus grand que zéro" in wrong.content.decode()
    assert 'value="-4"' in wrong.content.decode()
    assert Claim.objects.get().is_waiting
    assert browser_of(yann).post(address, {"price": "45"}).status_code == 302
    assert "45\u202f€" in page(maelle, claim.get_absolute_url())


def test_both_say_that_it_is_done(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_promise(maelle, bed)
    address = reverse("claim-keep", args=[claim.pk])
    assert "C’est remis" in page(yann, claim.get_absolute_url())
    browser_of(yann).post(address)
    assert "Sans réponse de vous avant" in page(maelle, claim.get_absolute_url())
    browser_of(maelle).post(address)
    assert "Merci à vous deux" in page(maelle, claim.get_absolute_url())


def test_released_by_its_owner_the_next_in_line_comes_first(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_promise(maelle, bed)
    a_claim(a_resident("Colette"), bed)
    answer = browser_of(yann).post(reverse("claim-release", args=[claim.pk]))
    assert answer["Location"] == reverse("claims", args=[bed.pk])
    assert "Promettre à Colette" in page(yann, answer["Location"])


def test_not_this_time_is_said_calmly_to_one_and_the_others_keep_their_place(
    yann: Resident, maelle: Resident, bed: Listing
):
    claim, other = a_claim(maelle, bed), a_claim(a_resident("Colette"), bed)
    address = reverse("claim-decline", args=[claim.pk])
    assert address in page(yann, reverse("claims", args=[bed.pk]))
    assert browser_of(maelle).post(address).status_code == 404
    answer = browser_of(yann).post(address, follow=True)
    assert "sans raison à donner" in answer.content.decode()
    assert "pour vous cette fois" in page(maelle, claim.get_absolute_url())
    assert "prendre/" not in page(maelle, bed.get_absolute_url())
    told = Notice.objects.get(to=maelle)
    assert (told.kind, told.path) == ("promises.declined", claim.get_absolute_url())
    assert not Notice.objects.filter(to=other.claimant).exists()
    assert "en tête de la file" in page(other.claimant, other.get_absolute_url())
    with pytest.raises(Refused, match="pas cette fois"):
        actions.claim(maelle, bed)
    assert Claim.objects.live().get() == other


def test_what_came_too_late_is_said_on_the_same_page(yann: Resident, maelle: Resident, bed: Listing):
    claim = a_claim(maelle, bed)
    actions.withdraw(maelle, claim)
    client = browser_of(yann)
    answer = client.post(reverse("claim-promise", args=[claim.pk]), follow=True)
    assert "Ce n’est plus possible" in answer.content.decode()
    assert Claim.objects.get().state == State.WITHDRAWN


def test_one_waits_for_what_is_promised_to_another(maelle: Resident, bed: Listing):
    a_promise(a_resident("Colette"), bed)
    seen = page(maelle, bed.get_absolute_url())
    assert "Attendre dans la file" in seen
    assert "On ne peut plus répondre" not in seen


def test_a_line_closed_meanwhile_answers_with_the_reason_and_keeps_what_was_typed(
    yann: Resident, maelle: Resident, bed: Listing
):
    Listing.objects.update(state="done")
    answer = claim_by_form(maelle, bed, "Je viens de suite")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    body = answer.content.decode()  # type: ignore[attr-defined]
    assert "plus en ligne" in body
    assert "Je viens de suite" in body


def test_a_claim_is_for_its_two_people_alone(maelle: Resident, yann: Resident, bed: Listing):
    claim = a_claim(maelle, bed)
    page(a_resident("Colette"), claim.get_absolute_url(), status=404)
    page(maelle, reverse("claims", args=[bed.pk]), status=404)
    browser_of(maelle).post(reverse("claim-promise", args=[claim.pk]))
    assert Claim.objects.get().is_waiting


def test_between_people_whom_a_block_parts_a_claim_is_absent(maelle: Resident, yann: Resident, bed: Listing):
    claim = a_claim(maelle, bed)
    residents.block(yann, maelle)
    for person in (maelle, yann):
        page(person, claim.get_absolute_url(), status=404)
    assert "Maëlle" not in page(yann, reverse("claims", args=[bed.pk]))


@pytest.mark.parametrize("of", [
    lambda claim: (claim.listing.author, reverse("claims", args=[claim.listing_id])),
    lambda claim: (claim.claimant, claim.get_absolute_url()),
    lambda claim: (claim.listing.author, claim.get_absolute_url()),
    lambda claim: (claim.listing.author, claim.listing.get_absolute_url()),
    lambda claim: (claim.claimant, claim.listing.get_absolute_url()),
])  # fmt: skip
def test_a_page_costs_few_queries_whatever_the_line(bed: Listing, of: Callable[[Claim], tuple[Resident, str]]):
    claim = a_claim(a_resident("Maëlle"), bed)
    for number in range(8):
        a_claim(a_resident(f"Voisin {number}"), bed)
    viewer, address = of(claim)
    browser = browser_of(viewer)
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in queries)
