from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from maillage.demo.tests.factories import a_demonstration


@pytest.fixture
def demonstration(settings):
    """The site is a demonstration."""
    settings.IS_DEMONSTRATION = True


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A small demonstration, built once for a file; what each test does to it is undone."""
    with override_settings(IS_DEMONSTRATION=True), django_db_blocker.unblock(), transaction.atomic():
        a_demonstration()
        yield
        transaction.set_rollback(True)
