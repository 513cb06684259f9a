import io

import click
import pytest
from click.testing import CliRunner
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from maillage.demo.building import NotADemonstration
from maillage.demo.people import NoTerritory
from maillage.platform.cli import Commands
from maillage.territory.tests.factories import some_communes

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demonstration")
def test_without_communes_the_administrator_is_told_what_to_run():
    with pytest.raises(CommandError, match="maillage load"):
        call_command("build_demonstration", stdout=io.StringIO())


def test_a_real_site_is_told_no(settings):
    settings.IS_DEMONSTRATION = False
    some_communes("22050", "77463")
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("build_demonstration", stdout=io.StringIO())


@pytest.mark.usefixtures("demonstration")
def test_without_its_schema_the_administrator_is_told_what_to_run():
    MigrationRecorder(connection).migration_qs.filter(app="listings").delete()
    with pytest.raises(CommandError, match="maillage migrate"):
        call_command("build_demonstration", stdout=io.StringIO())


@pytest.mark.parametrize("refusal", [NotADemonstration(), NoTerritory()])
def test_the_command_line_says_a_refusal_in_a_sentence(refusal: Exception):
    @click.group(cls=Commands)
    def main() -> None: ...

    @main.command()
    def demo() -> None:
        raise refusal

    answer = CliRunner().invoke(main, ["demo"])
    assert (answer.exit_code, answer.output) == (1, f"Error: {refusal}\n")
