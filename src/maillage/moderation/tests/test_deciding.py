"""Deciding a case: one person at a time, with reasons; what it does, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.core import mail

from maillage.moderation import deciding, effects, handling, subjects
from maillage.moderation.models import Appeal, Case, Decision, Measure
from maillage.moderation.states import APPEALS, CASES, DECISIONS, Actor, NoSuchTransition, Refused
from maillage.moderation.subjects import Effects, Hidden
from maillage.moderation.tests.factories import a_moderator, a_report, a_subject, a_verdict, decided
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import restraints
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

# Said again here, by hand: a change of a table must be meant.
TABLES: dict[str, tuple[Any, Any, set[tuple[str, str, str]]]] = {
    "cases": (CASES, Case.State, {
        ("waiting", "handler", "decided"), ("decided", "author", "waiting"), ("decided", "clock", "waiting"),
        ("decided", "other", "waiting"),
    }),
    "decisions": (DECISIONS, Decision.State, {
        ("in_force", "handler", "replaced"), ("in_force", "clock", "ended"), ("in_force", "other", "reversed"),
        ("ended", "other", "reversed"), ("replaced", "other", "reversed"),
    }),
    "appeals": (APPEALS, Appeal.State, {("waiting", "other", "confirmed"), ("waiting", "other", "reversed")}),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_allow_exactly_what_was_decided(name):
    table, states, expected = TABLES[name]
    for before, actor, after in product(states, Actor, states):
        if (before.value, actor.value, after.value) in expected:
            table.must_allow(before, actor, after)
        else:
            with pytest.raises(NoSuchTransition, match="déjà fait"):
                table.must_allow(before, actor, after)


class Board:
    """A notice board: what of it is shown, and to whom moderation turns to hide it."""

    def __init__(self) -> None:
        self.hidden: set[UUID] = set()

    def hide(self, poster: UUID) -> Hidden | None:
        if poster in self.hidden:
            return None
        self.hidden.add(poster)
        return Hidden({"state": "open"})

    def show_again(self, poster: UUID, hidden: Hidden) -> None:
        assert hidden.facts == {"state": "open"}
        self.hidden.discard(poster)


@pytest.fixture
def author() -> Resident:
    return a_resident("Yann")


@pytest.fixture
def board(monkeypatch, author) -> Board:
    made = Board()
    monkeypatch.setattr(subjects, "_kinds", {})
    acts = Effects(made.hide, made.show_again)
    subjects.register("poster", "affiche", lambda *_: a_subject(author, "Corrigé"), effects=acts)
    return made


@pytest.fixture
def now() -> Iterator[datetime]:
    with clock.at(NOW):
        yield NOW


@pytest.fixture
def case(board, now, author) -> Case:
    return a_report(author, a_resident("Maëlle"), kind="poster").case


def fresh(person: Resident) -> Resident:
    return Resident.objects.get(pk=person.pk)


class TestTaking:
    def test_one_person_at_a_time(self, case):
        first, second = a_moderator("Solenn"), a_moderator("Gwenn")
        handling.take(first, case)
        with pytest.raises(handling.AlreadyTaken):
            handling.take(second, case)
        with pytest.raises(handling.NotHeld):
            deciding.decide(second, case, a_verdict())
        handling.give_back(first, case)
        handling.take(second, case)

    def test_it_comes_back_after_half_an_hour(self, case):
        first, second = a_moderator("Solenn"), a_moderator("Gwenn")
        handling.take(first, case)
        with clock.at(NOW + handling.HELD):
            handling.take(second, case)
            with pytest.raises(handling.NotHeld, match="Reprenez-le"):
                deciding.decide(first, case, a_verdict())

    def test_what_is_decided_is_not_taken(self, case):
        decided(a_moderator(), case)
        with pytest.raises(handling.AlreadyTaken):
            handling.take(a_moderator("Gwenn"), case)


class TestMeasures:
    def test_nothing_to_do_tells_the_reporter_and_not_the_author(self, case, author):
        decided(a_moderator(), case, Measure.NOTHING)
        told = list(Notice.objects.values_list("to__name", "kind"))
        assert told == [("Maëlle", "moderation.report_examined")]
        assert mail.outbox == []

    def test_hiding_hides_and_says_why(self, case, author, board):
        decision = decided(a_moderator("Prénom-du-modérateur"), case, Measure.HIDE)
        assert board.hidden == {case.subject_id}
        [letter] = mail.outbox
        assert letter.to == [author.email]
        text = letter.body
        for words in (
            "Ce contenu est masqué",
            "Partout sur ce site",
            "« pilules »",
            "signalement",
            "Aucun pour décider",
            "conditions d’utilisation",
            "contester cette décision gratuitement",
            decision.get_absolute_url(),
        ):
            assert words in text.replace("\u202f", " ").replace("\u00a0", " "), words
        for secret in ("Prénom-du-modérateur", "Maëlle"):
            assert secret not in text
        assert Notice.objects.filter(to=author, kind="moderation.decided", path=decision.get_absolute_url()).exists()

    def test_of_its_own_motion_a_decision_says_that_words_were_spotted(self, case, author):
        case.reports.update(origin="machine", reporter=None)
        decided(a_moderator(), case, Measure.WARN)
        assert "De notre propre initiative" in mail.outbox[0].body
        assert "Un programme a repéré des mots" in mail.outbox[0].body

    def test_a_limit_holds_until_its_day(self, case, author):
        decided(a_moderator(), case, Measure.LIMIT, stops_opening=True, lasts=timedelta(days=3))
        assert not restraints.may_publish(fresh(author))
        assert not restraints.may_open(fresh(author))
        with clock.at(NOW + timedelta(days=3, seconds=1)):
            assert restraints.may_publish(fresh(author))
            assert deciding.end_due() == 1
            assert deciding.end_due() == 0
        assert fresh(author).no_publishing_until is None
        assert Decision.objects.get().state == Decision.State.ENDED

    def test_a_suspension_silences_and_ends_at_its_time(self, case, author):
        decided(a_moderator(), case, Measure.SUSPEND)
        assert fresh(author).is_suspended
        assert fresh(author).suspended_until == NOW + timedelta(days=7)
        assert Notice.objects.filter(to=author).exists(), "told before being silenced"
        with clock.at(NOW + timedelta(days=6)):
            assert deciding.end_due() == 0
        with clock.at(NOW + timedelta(days=7)):
            deciding.end_due()
        assert not fresh(author).is_suspended
        assert Notice.objects.filter(to=author, kind="moderation.ended").exists()

    def test_until_further_notice_lasts(self, case, author):
        decided(a_moderator(), case, Measure.SUSPEND, lasts=None)
        with clock.at(NOW + timedelta(days=4000)):
            deciding.end_due()
        assert fresh(author).is_suspended
        assert fresh(author).suspended_until is None

    def test_two_decisions_hold_as_long_as_the_longer(self, case, author):
        decided(a_moderator(), case, Measure.SUSPEND)
        decided(a_moderator("Gwenn"), a_report(author, kind="poster").case, Measure.SUSPEND, lasts=timedelta(days=30))
        with clock.at(NOW + timedelta(days=8)):
            deciding.end_due()
            assert fresh(author).is_suspended
        with clock.at(NOW + timedelta(days=31)):
            deciding.end_due()
        assert not fresh(author).is_suspended

    def test_a_host_neither_limits_nor_suspends(self, case):
        host = a_moderator("Rozenn", kind=Role.Kind.HOST)
        handling.take(host, case)
        for measure in (Measure.LIMIT, Measure.SUSPEND):
            with pytest.raises(deciding.NotYourMeasure):
                deciding.decide(host, case, a_verdict(measure))
        deciding.decide(host, case, a_verdict(Measure.HIDE))

    def test_what_cannot_be_hidden_is_not(self, now, author):
        case = a_report(author, kind="unknown").case
        moderator = a_moderator()
        handling.take(moderator, case)
        assert Measure.HIDE not in deciding.measures(moderator, case)
        with pytest.raises(effects.CannotBeHidden):
            deciding.decide(moderator, case, a_verdict(Measure.WARN, hides=True))
        assert not Decision.objects.exists()

    def test_what_two_decisions_hide_stays_hidden_when_one_goes(self, case, author, board):
        first = decided(a_moderator(), case, Measure.HIDE)
        again = a_report(author, kind="poster", subject_id=case.subject_id).case
        decided(a_moderator("Gwenn"), again, Measure.HIDE)
        Decision.objects.filter(pk=first.pk).update(state="reversed", over_at=NOW)
        effects.undo(first)
        assert board.hidden == {case.subject_id}
        effects.undo(Decision.objects.get(case=again))
        assert board.hidden == set()


class TestMending:
    def test_once_mended_it_is_read_again_and_shown(self, case, author, board):
        decision = decided(a_moderator(), case, Measure.MEND, hides=True)
        assert board.hidden
        deciding.say_mended(author, decision)
        deciding.say_mended(author, decision)
        case.refresh_from_db()
        assert (case.state, case.again) == ("waiting", "mended")
        assert case.reports.filter(origin="mended", excerpt="Corrigé").count() == 1
        decided(a_moderator("Gwenn"), case, Measure.NOTHING)
        assert board.hidden == set()
        decision.refresh_from_db()
        assert decision.state == Decision.State.REPLACED

    def test_what_is_not_mended_in_time_comes_back(self, case):
        decided(a_moderator(), case, Measure.MEND)
        with clock.at(NOW + timedelta(days=6)):
            assert deciding.end_due() == 0
        with clock.at(NOW + timedelta(days=7)):
            assert deciding.end_due() == 1
            assert deciding.end_due() == 0
        case.refresh_from_db()
        assert (case.state, case.again) == ("waiting", "overdue")

    def test_only_the_author_says_so_and_only_when_asked(self, case, author):
        decision = decided(a_moderator(), case, Measure.MEND)
        with pytest.raises(Refused):
            deciding.say_mended(a_resident("Soizic"), decision)
        warned = decided(a_moderator(), a_report(author, kind="poster").case)
        with pytest.raises(Refused):
            deciding.say_mended(author, warned)


def test_a_reporter_without_an_account_hears_of_it_once_and_is_forgotten(board, now, author):
    report = a_report(author, kind="poster", contact="anne@exemple.fr")
    decided(a_moderator(), report.case, Measure.NOTHING)
    [letter] = mail.outbox
    assert letter.to == ["anne@exemple.fr"]
    assert report.reference in letter.subject
    assert "pilules" not in letter.body
    report.refresh_from_db()
    assert report.contact == ""


def test_a_case_about_nobody_left_is_closed_or_hidden_and_nothing_else(board, now):
    author = a_resident("Parti")
    case = a_report(author, kind="poster").case
    Case.objects.update(author=None)
    case.refresh_from_db()
    assert deciding.measures(a_moderator(), case) == [Measure.NOTHING, Measure.HIDE]
