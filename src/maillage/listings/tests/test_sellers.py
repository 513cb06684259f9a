"""A private person or a professional: declared on each offer, and known when it is a professional."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import Client

from maillage.listings.forms.traders import AS_BEFORE
from maillage.listings.models import Listing, Mode, Seller
from maillage.listings.tests.factories import a_listing
from maillage.organisations.tests.factories import an_organisation
from maillage.platform.ids import new_id
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
SIRET = "73282932000074"  # the example of INSEE's own documents: valid by its key
SALE = {"title": "Un panier", "category": "other", "price": "12", "place": "home", "audience": "neighbours"}


@pytest.fixture
def karim(client: Client) -> Resident:
    resident = a_resident("Karim")
    client.force_login(resident)
    return resident


def sell(client: Client, **said: str):
    return client.post("/proposer/vente/", SALE | {"lasts": "60", "idempotency_key": str(new_id())} | said)


def use_second_factor(client: Client, resident: Resident) -> None:
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, resident, method="mfa")
    request.session.save()


def test_an_offer_is_a_private_person_s_unless_told(client: Client, karim: Resident):
    page = client.get(sell(client)["Location"]).content.decode()
    assert "un particulier" in page
    assert "ne s’appliquent pas" in page
    assert Listing.objects.get().seller == Seller.PRIVATE


def test_a_professional_gives_a_siret_which_is_read_on_the_page(client: Client, karim: Resident):
    page = client.get(sell(client, seller="siret", siret="732 829 320 00074")["Location"]).content.decode()
    assert Listing.objects.get().siret == SIRET
    assert "Professionnel" in page
    assert "droits des consommateurs" in page


@pytest.mark.parametrize("number", ["", "73282932000075", "12", "abc", "7" * 30])
def test_a_professional_without_a_true_siret_is_asked_for_it(client: Client, karim: Resident, number: str):
    assert sell(client, seller="siret", siret=number).status_code == 422
    assert not Listing.objects.exists()


def test_one_speaks_for_one_s_structure_once_the_second_factor_was_used(client: Client, karim: Resident):
    shop = an_organisation("Épicerie du Port", karim.commune, manager=karim)
    another = an_organisation("Une autre", karim.commune, manager=a_resident("Inès"))
    assert sell(client, seller=str(shop.pk)).status_code == 422
    use_second_factor(client, karim)
    assert sell(client, seller=str(another.pk)).status_code == 422
    page = client.get(sell(client, seller=str(shop.pk))["Location"]).content.decode()
    assert "Épicerie du Port" in page
    listing = Listing.objects.get()
    assert listing.is_professional
    edit = f"{listing.get_absolute_url()}modifier/"
    assert client.post(edit, SALE | {"lasts": "60", "seller": AS_BEFORE}).status_code == 302
    listing.refresh_from_db()
    assert listing.trade_name == "Épicerie du Port"


def test_the_database_knows_every_professional():
    wrong: tuple[dict[str, Any], ...] = (
        {"seller": "professional"},
        {"siret": SIRET},
        {"seller": "professional", "siret": "12"},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            a_listing(mode=Mode.LOAN, **fields)
