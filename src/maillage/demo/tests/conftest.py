import pytest


@pytest.fixture
def demonstration(settings):
    """The site is a demonstration."""
    settings.IS_DEMONSTRATION = True
