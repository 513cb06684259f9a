"""What the people of the demonstration are told."""

from __future__ import annotations

import pytest
from django.core import mail

from maillage.demo.personas import PERSONAS
from maillage.demo.tests.factories import a_demonstration
from maillage.notices.jobs import deliver
from maillage.notices.models import Notice, Wishes
from maillage.platform import clock
from maillage.residents.models import Resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_personas_have_something_to_see() -> None:
    a_demonstration()
    personas = [persona.email for persona in PERSONAS]
    assert Notice.objects.unseen().filter(to__email__in=personas).exists()


def test_only_personas_are_written_to() -> None:
    a_demonstration()
    personas = Resident.objects.filter(email__in=[persona.email for persona in PERSONAS])
    assert not Wishes.objects.filter(resident__in=personas).exists()
    assert Wishes.objects.count() == Resident.objects.count() - len(personas)
    before = len(mail.outbox)
    with clock.at(clock.now()):
        deliver(timestamp=0)
    assert all(letter.to[0] in {person.email for person in personas} for letter in mail.outbox[before:])
