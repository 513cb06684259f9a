"""Two moderators at once, in a real database: one takes, one decides. Without the guards, both would."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from maillage.moderation import contesting, deciding, handling
from maillage.moderation.models import Appeal, Case, Decision, Measure
from maillage.moderation.states import Refused
from maillage.moderation.tests.factories import a_moderator, a_report, a_verdict, decided
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def together(acts: list[Callable[[], object]]) -> list[str]:
    """What came of each, done at the same moment: "done", or the name of what refused it."""
    barrier, came = threading.Barrier(len(acts)), []

    def act(each: Callable[[], object]) -> None:
        barrier.wait()
        try:
            each()
            came.append("done")
        except (Refused, IntegrityError) as refused:
            came.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[each]) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def moderators() -> list[Resident]:
    return [a_moderator(f"Modératrice {number}") for number in range(MANY)]


def take_and_decide(moderator: Resident, case: Case) -> None:
    handling.take(moderator, case)
    deciding.decide(moderator, case, a_verdict(Measure.SUSPEND))


def test_one_of_many_takes_and_decides():
    case = a_report(a_resident("Yann")).case
    came = together([partial(take_and_decide, each, case) for each in moderators()])
    assert came.count("done") == 1
    assert Decision.objects.count() == 1


def test_one_who_presses_twice_decides_once():
    case, moderator = a_report(a_resident("Yann")).case, a_moderator()
    handling.take(moderator, case)
    came = together([lambda: deciding.decide(moderator, case, a_verdict())] * MANY)
    assert sorted(came) == sorted(["done", *["NotHeld"] * (MANY - 1)])
    assert Decision.objects.count() == 1


def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody holds anything, and nothing is locked."""
    monkeypatch.setattr(handling, "take", lambda *_: None)
    monkeypatch.setattr(
        handling, "held", lambda _handler, case: Case.objects.select_related("author", "commune").get(pk=case.pk)
    )


def all_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has read that nothing was decided before any of them writes."""
    read = threading.Barrier(MANY)
    written = deciding._written

    def write(*args: Any) -> Decision:
        read.wait(timeout=10)
        return written(*args)

    monkeypatch.setattr(deciding, "_written", write)


def test_without_the_lock_the_database_still_refuses_the_second(monkeypatch):
    case, people = a_report(a_resident("Yann")).case, moderators()
    unguarded(monkeypatch)
    all_waiting(monkeypatch)
    came = together([partial(deciding.decide, each, case, a_verdict()) for each in people])
    assert sorted(came) == sorted(["done", *["IntegrityError"] * (MANY - 1)])


def test_without_any_guard_all_of_them_would_decide(monkeypatch):
    case, people = a_report(a_resident("Yann")).case, moderators()
    unguarded(monkeypatch)
    all_waiting(monkeypatch)
    guard = next(each for each in Decision._meta.constraints if each.name == "decision_one_in_force")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Decision, guard)
    try:
        came = together([partial(deciding.decide, each, case, a_verdict()) for each in people])
        assert came == ["done"] * MANY
        assert Decision.objects.filter(state="in_force").count() == MANY
    finally:
        Case.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Decision, guard)


def test_an_appeal_is_answered_by_one():
    author = a_resident("Yann")
    decision = decided(a_moderator("Solenn"), a_report(author).case, Measure.SUSPEND)
    appeal = contesting.contest(author, decision, "Non")
    answers = (Appeal.State.CONFIRMED, Appeal.State.REVERSED)
    came = together(
        [
            partial(contesting.answer, each, appeal, answers[number % 2], "Vu")
            for number, each in enumerate(moderators())
        ]
    )
    assert came.count("done") == 1
    appeal.refresh_from_db()
    author.refresh_from_db()
    assert author.is_suspended == (appeal.state == Appeal.State.CONFIRMED)


def test_a_suspension_that_ends_while_it_is_reversed_leaves_the_account_free():
    author = a_resident("Yann")
    decision = decided(a_moderator("Solenn"), a_report(author).case, Measure.SUSPEND)
    appeal = contesting.contest(author, decision, "Non")
    assert decision.ends_at
    second, after = a_moderator("Gwenn"), decision.ends_at

    def end() -> None:
        with clock.at(after):
            deciding.end_due()

    together([end, lambda: contesting.answer(second, appeal, Appeal.State.REVERSED, "Vu")])
    author.refresh_from_db()
    assert not author.is_suspended
    assert Decision.objects.get().state == Decision.State.REVERSED
