import io

import pytest
from django.core.management import CommandError, call_command

from maillage.demo.tests.factories import a_demonstration
from maillage.residents.models import Resident
from maillage.territory.tests.factories import some_communes

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demonstration")
def test_a_second_call_finds_it_done():
    a_demonstration()
    before = Resident.objects.count()
    said = io.StringIO()
    call_command("build_demonstration", stdout=said)
    assert "already there" in said.getvalue()
    assert Resident.objects.count() == before


@pytest.mark.usefixtures("demonstration")
def test_without_communes_the_administrator_is_told_what_to_run():
    with pytest.raises(CommandError, match="maillage load"):
        call_command("build_demonstration", stdout=io.StringIO())


def test_a_real_site_is_told_no(settings):
    settings.IS_DEMONSTRATION = False
    some_communes("22050", "77463")
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("build_demonstration", stdout=io.StringIO())
