"""What tests of pages need: somebody signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from maillage.residents.models import Resident


@pytest.fixture
def signed_in() -> Callable[[Resident], Client]:
    """A browser of this resident."""

    def browser(resident: Resident) -> Client:
        client = Client()
        client.force_login(resident)
        return client

    return browser
