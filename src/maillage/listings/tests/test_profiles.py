"""What a person asks and offers, on their page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from maillage.feed.models import Audience
from maillage.listings.models import State
from maillage.listings.tests.factories import a_listing
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident
from maillage.residents.tests.journeys import sign_in
from maillage.territory.tests.factories import a_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client) -> Resident:
    resident = a_resident("Maëlle", email="maelle@exemple.fr")
    sign_in(client, resident)
    return resident


def test_a_person_shows_what_is_open_of_theirs_and_nobody_else_s(client: Client, me: Resident) -> None:
    yann = a_resident("Yann")
    a_listing(yann, title="Ponceuse")
    a_listing(yann, title="Niveau laser", state=State.WITHDRAWN)
    a_listing(title="Bétonnière")
    page = client.get(reverse("resident", args=[yann.pk])).content.decode()
    assert "Ses annonces" in page
    assert "Ponceuse" in page
    assert "Niveau laser" not in page
    assert "Bétonnière" not in page


def test_a_page_does_not_show_what_its_reader_may_not_see(client: Client, me: Resident) -> None:
    commune = a_commune("22118")
    yann = a_resident("Yann")
    a_listing(yann, title="Barnum", audience=Audience.COMMUNE, commune_id=commune.insee)
    assert "Barnum" not in client.get(reverse("resident", args=[yann.pk])).content.decode()


def test_one_s_own_page_shows_them_as_others_see_them(client: Client, me: Resident) -> None:
    a_listing(me, title="Ponceuse")
    page = client.get(reverse("resident", args=[me.pk])).content.decode()
    assert "Mes annonces" in page
    assert "Ponceuse" in page
