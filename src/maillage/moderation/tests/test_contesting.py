"""Contesting a decision: another person answers, within six months, and a decision reversed is undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from maillage.moderation import access, contesting
from maillage.moderation.models import Appeal, Case, Measure
from maillage.moderation.states import NoSuchTransition, Refused
from maillage.moderation.tests.factories import a_moderator, a_report, decided
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents.models import Block, Resident, Role
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CONFIRMED, REVERSED = Appeal.State.CONFIRMED, Appeal.State.REVERSED


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann")


def test_reversing_a_suspension_gives_the_account_back(author):
    first, second = a_moderator("Solenn"), a_moderator("Gwenn")
    decision = decided(first, a_report(author).case, Measure.SUSPEND, lasts=None)
    appeal = contesting.contest(author, decision, "Ce n’est pas moi")
    assert contesting.contest(author, decision, "Deux fois") == appeal
    mail.outbox.clear()
    contesting.answer(second, appeal, REVERSED, "La preuve manquait")
    author.refresh_from_db()
    assert not author.is_suspended
    decision.refresh_from_db()
    assert decision.state == "reversed"
    [letter] = mail.outbox
    assert "La preuve manquait" in letter.body
    assert "Gwenn" not in letter.body
    assert Notice.objects.filter(to=author, kind="moderation.appeal_answered").exists()


def test_confirming_changes_nothing_else(author):
    decision = decided(a_moderator("Solenn"), a_report(author).case, Measure.SUSPEND)
    contesting.answer(a_moderator("Gwenn"), contesting.contest(author, decision, "Non"), CONFIRMED, "Vérifié")
    author.refresh_from_db()
    assert author.is_suspended


def test_who_decided_does_not_answer(author):
    first = a_moderator("Solenn")
    appeal = contesting.contest(author, decided(first, a_report(author).case), "Non")
    assert not access.appeals(first).exists()
    with pytest.raises(contesting.NotForYou):
        contesting.answer(first, appeal, REVERSED, "…")


def test_the_database_refuses_it_too(author):
    first = a_moderator("Solenn")
    appeal = contesting.contest(author, decided(first, a_report(author).case), "Non")
    with pytest.raises(IntegrityError, match="appeal_to_another"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(answered_by=first)


def test_neither_a_host_nor_a_moderator_of_elsewhere_nor_who_is_concerned_answers(author):
    appeal = contesting.contest(author, decided(a_moderator("Solenn"), a_report(author).case), "Non")
    host, far = a_moderator("Rozenn", kind=Role.Kind.HOST), a_moderator("Loin", "77463")
    parted = a_moderator("Gwenn")
    Block.objects.create(blocker=author, blocked=parted)
    for person in (host, far, parted):
        assert not access.appeals(person).exists()
    for person in (host, far):
        with pytest.raises(contesting.NotForYou):
            contesting.answer(person, appeal, REVERSED, "…")


def test_six_months_and_no_more(author):
    decision = decided(a_moderator("Solenn"), a_report(author).case)
    with clock.at(NOW + timedelta(days=185)), pytest.raises(contesting.TooLate):
        contesting.contest(author, decision, "Trop tard")
    with clock.at(NOW + timedelta(days=183)):
        contesting.contest(author, decision, "À temps")


def test_it_is_answered_once(author):
    appeal = contesting.contest(author, decided(a_moderator("Solenn"), a_report(author).case), "Non")
    contesting.answer(a_moderator("Gwenn"), appeal, CONFIRMED, "Vérifié")
    with pytest.raises(NoSuchTransition):
        contesting.answer(a_moderator("Anne"), appeal, REVERSED, "…")


def test_nobody_contests_what_concerns_another(author):
    decision = decided(a_moderator("Solenn"), a_report(author).case)
    with pytest.raises(Refused):
        contesting.contest(a_resident("Soizic"), decision, "…")


def test_who_reported_what_was_left_asks_another_person_to_look_again(author):
    witness = a_resident("Prénom-du-témoin")
    decision = decided(a_moderator("Solenn"), a_report(author, witness).case, Measure.NOTHING)
    with pytest.raises(Refused):
        contesting.contest(author, decision, "Rien à contester")
    appeal = contesting.contest(witness, decision, "Relisez la fin")
    second = a_moderator("Gwenn")
    assert access.appeal(second, appeal.pk) == appeal
    contesting.answer(second, appeal, REVERSED, "En effet")
    case = Case.objects.get()
    assert (case.state, case.again) == ("waiting", "contested")
    decided(second, case, Measure.WARN)
    examined = Notice.objects.filter(to=witness, kind="moderation.report_examined")
    assert examined.count() == 2
