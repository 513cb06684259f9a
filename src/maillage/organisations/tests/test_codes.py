"""Landlords and associations who hand out codes of residence."""

from __future__ import annotations

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from maillage.organisations import actions
from maillage.organisations.tests.factories import an_organisation
from maillage.platform.ids import new_id
from maillage.residents.models import Residence
from maillage.residents.proofs import refusals
from maillage.residents.proofs.actions import permits, sheets, using
from maillage.residents.proofs.models import Batch, Permit
from maillage.residents.proofs.tests.factories import an_agent, an_inhabitant

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    """With a second factor used a moment ago."""
    client = Client()
    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, method="mfa", reauthenticated=True)
    request.session.save()
    return client


def test_from_the_town_hall_to_the_tenant():
    manager, tenant, agent = an_inhabitant("Gérante"), an_inhabitant("Locataire"), an_agent()
    landlord = an_organisation("Le Toit", manager.commune, manager=manager)
    permit = {"organisation": str(landlord.pk), "a_year": "10", "idempotency_key": str(new_id())}
    assert signed_in(agent).post("/mairie/domiciles/22050/structures/", permit).status_code == 302
    browser = signed_in(manager)
    sheet = {"size": "5", "idempotency_key": str(new_id())}
    assert browser.post(f"/structures/{landlord.pk}/codes/", sheet).status_code == 302
    batch = Batch.objects.get()
    answer = browser.post(f"/structures/{landlord.pk}/codes/{batch.pk}/imprimer/")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    using.use(tenant, sheets.print_once_more(manager, batch)[0])
    assert Residence.objects.get(resident=tenant).proof == Residence.Proof.VOUCHED
    assert "1 utilisé" in browser.get(f"/structures/{landlord.pk}/codes/").content.decode()


def test_an_agent_allows_only_structures_of_their_commune():
    manager = an_inhabitant("Gérante", commune="77463")
    elsewhere = an_organisation("Le Toit", manager.commune, manager=manager)
    permit = {"organisation": str(elsewhere.pk), "a_year": "10", "idempotency_key": str(new_id())}
    assert signed_in(an_agent()).post("/mairie/domiciles/22050/structures/", permit).status_code == 422
    assert not Permit.objects.exists()


def test_a_structure_that_closes_hands_out_nothing_any_more():
    manager, agent = an_inhabitant("Gérante"), an_agent()
    landlord = an_organisation("Le Toit", manager.commune, manager=manager)
    permits.give(agent, landlord.commune, landlord.pk, landlord.name, 10)
    texts = sheets.print_once_more(manager, sheets.prepare_for(manager, landlord.pk, 5))
    actions.close(manager, landlord)
    with pytest.raises(refusals.ExpiredCode):
        using.use(an_inhabitant("Locataire"), texts[0])


def test_more_than_the_town_hall_allows_is_refused_in_words():
    manager, agent = an_inhabitant("Gérante"), an_agent()
    landlord = an_organisation("Le Toit", manager.commune, manager=manager)
    permits.give(agent, landlord.commune, landlord.pk, landlord.name, 3)
    sheet = {"size": "5", "idempotency_key": str(new_id())}
    answer = signed_in(manager).post(f"/structures/{landlord.pk}/codes/", sheet)
    assert answer.status_code == 422
    assert "3 codes possibles" in answer.content.decode()
    assert not Batch.objects.exists()
