"""The pages that anyone may read."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

PAGES = ["help", "legal", "privacy", "terms", "accessibility", "credits", "offline"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_reads_it(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.django_db
def test_the_landing_page_searches_for_ones_commune(client: Client) -> None:
    page = client.get("/").content.decode()
    assert f'action="{reverse("communes")}"' in page
