"""Several hands at once: what the locks and the constraints are for, each shown to be needed."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from maillage.agreements import actions, mediation, rows
from maillage.agreements import terms as agreed_terms
from maillage.agreements.models import Agreement, Difficulty, Stage, State, Version, VersionState
from maillage.agreements.refusals import Refused
from maillage.agreements.tests.factories import a_loan, an_agreement, asked, terms
from maillage.notices.models import Notice
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db(transaction=True)


def together(*presses: Callable[[], object]) -> list[object]:
    """Run all at once, each in its thread with its connection; what each answered, refusals left out."""
    start, done = threading.Barrier(len(presses)), []

    def press(action: Callable[[], object]) -> None:
        start.wait()
        try:
            with contextlib.suppress(Refused, IntegrityError):
                done.append(action())
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[action]) for action in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def states(agreement: Agreement) -> list[str]:
    return list(agreement.versions.order_by("number").values_list("state", flat=True))


def test_many_taps_make_one_agreement():
    booking = a_loan()
    together(*[lambda: actions.make(booking.owner, booking, terms())] * 6)
    assert Agreement.objects.count() == 1
    assert Version.objects.count() == 1


@contextlib.contextmanager
def versions_that_may_be_rewritten() -> Iterator[None]:
    """Without the trigger that keeps a version as it was confirmed."""
    switch = "ALTER TABLE agreements_version {} TRIGGER version_stays"
    with connection.cursor() as cursor:
        cursor.execute(switch.format("DISABLE"))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(switch.format("ENABLE"))


def all_press_confirm() -> tuple[Agreement, int]:
    """Both confirm at once, the borrower in two tabs: how many were told yes."""
    agreement = an_agreement()
    people = [agreement.borrower, agreement.owner, agreement.borrower]
    done = together(*[lambda who=who: actions.confirm(who, agreement, number=1) for who in people])
    assert states(agreement) == ["agreed"]
    return agreement, len(done)


def times_told_confirmed(person: Resident) -> int:
    return Notice.objects.filter(to=person, kind="agreements.confirmed").count()


def test_both_confirming_at_once_agree_once():
    agreement, confirmations = all_press_confirm()
    assert confirmations == 1
    assert times_told_confirmed(agreement.owner) == 1
    assert times_told_confirmed(agreement.borrower) == 0  # who proposed has said yes already


def all_read_before_they_write(monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch)
    looked = threading.Barrier(3)
    monkeypatch.setattr(actions, "_must_be_last", lambda *_read: looked.wait(10))


def test_without_the_lock_the_database_still_hears_one_yes(monkeypatch):
    all_read_before_they_write(monkeypatch)
    agreement, confirmations = all_press_confirm()
    assert (confirmations, times_told_confirmed(agreement.owner)) == (1, 1)


def test_without_any_guard_one_yes_would_be_told_twice(monkeypatch):
    all_read_before_they_write(monkeypatch)
    with versions_that_may_be_rewritten():
        agreement, confirmations = all_press_confirm()
    assert (confirmations, times_told_confirmed(agreement.owner)) == (2, 2)


def confirming_while_it_changes() -> tuple[Agreement, int]:
    """The borrower confirms the first version while the owner replaces it; how many of the two were not refused."""
    agreement = an_agreement()
    done = together(
        lambda: actions.confirm(agreement.borrower, agreement, number=1),
        lambda: actions.change(agreement.owner, agreement, terms(value_cents=99_900), base=1),
    )
    agreement.refresh_from_db()
    return agreement, len(done)


def test_nobody_confirms_what_the_other_is_changing():
    for _round in range(4):
        # The first word is heard in full: agreed then changed, or changed and the confirmation refused.
        agreement, done = confirming_while_it_changes()
        whole = (agreement.state, done, states(agreement))
        confirmed_first = (State.IN_FORCE, 2, ["agreed", "proposed"])
        changed_first = (State.PROPOSED, 1, ["replaced", "proposed"])
        assert whole in (confirmed_first, changed_first)


def confirmed_then_replaced_by_who_read_before(monkeypatch: pytest.MonkeyPatch) -> tuple[Agreement, int]:
    """Without the lock: the owner reads the version before it is confirmed, and replaces it after."""
    without_locks(monkeypatch)
    agreement, read, confirmed = an_agreement(), threading.Event(), threading.Event()
    is_same = agreed_terms.is_same

    def slowly(*compared: Any) -> bool:
        read.set()
        confirmed.wait(10)
        return is_same(*compared)

    def confirm() -> Version:
        read.wait(10)
        version = actions.confirm(agreement.borrower, agreement, number=1)
        confirmed.set()
        return version

    monkeypatch.setattr(agreed_terms, "is_same", slowly)
    change = partial(actions.change, agreement.owner, agreement, terms(value_cents=99_900), base=1)
    done = together(confirm, change)
    agreement.refresh_from_db()
    return agreement, len(done)


def test_without_the_lock_the_database_still_keeps_what_was_confirmed(monkeypatch):
    agreement, done = confirmed_then_replaced_by_who_read_before(monkeypatch)
    assert (agreement.state, done, states(agreement)) == (State.IN_FORCE, 1, ["agreed"])


def test_without_any_guard_an_agreement_would_be_in_force_with_nothing_agreed(monkeypatch):
    with versions_that_may_be_rewritten():
        agreement, done = confirmed_then_replaced_by_who_read_before(monkeypatch)
    assert (agreement.state, done, states(agreement)) == (State.IN_FORCE, 2, ["replaced", "proposed"])


def test_both_changing_at_once_leaves_one_proposal():
    agreement = an_agreement()
    together(
        lambda: actions.change(agreement.owner, agreement, terms(value_cents=1_000), base=1),
        lambda: actions.change(agreement.borrower, agreement, terms(value_cents=2_000), base=1),
    )
    assert states(agreement) == ["replaced", "proposed"]


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody reads, and waits a moment before writing."""

    def unlocked(agreement_id: UUID, *, with_listing: bool = False) -> Agreement:
        people = ("owner", "borrower", "commune", "booking", "booking__conversation", "booking__listing")
        return Agreement.objects.select_related(*people).get(pk=agreement_id)

    def unlocked_difficulty(difficulty_id: UUID) -> Difficulty:
        found = Difficulty.objects.select_related("mediator").get(pk=difficulty_id)
        found.agreement = unlocked(found.agreement_id)
        time.sleep(0.8)
        return found

    monkeypatch.setattr(rows, "locked", unlocked)
    monkeypatch.setattr(rows, "locked_difficulty", unlocked_difficulty)


def two_hosts_take_it() -> tuple[Difficulty, list[object], list[Resident]]:
    hosts = [a_resident("Rozenn"), a_resident("Gwen")]
    for host in hosts:
        a_role(host, Role.Kind.HOST)
    difficulty = asked()
    done = together(*[lambda who=host: mediation.take(who, difficulty) for host in hosts])
    difficulty.refresh_from_db()
    return difficulty, done, hosts


def test_of_two_hosts_who_take_it_one_has_it_and_the_other_is_told_so():
    difficulty, done, hosts = two_hosts_take_it()
    assert len(done) == 1
    assert difficulty.stage == Stage.MEDIATED
    assert difficulty.mediator in hosts


def test_without_the_lock_both_hosts_would_believe_that_it_is_theirs(monkeypatch):
    without_locks(monkeypatch)
    _difficulty, done, _hosts = two_hosts_take_it()
    assert len(done) == 2


def test_without_the_constraint_and_the_lock_two_proposals_would_wait(monkeypatch):
    without_locks(monkeypatch)
    read = rows.last_version

    def slowly(agreement: Agreement) -> Version:
        last = read(agreement)
        time.sleep(0.8)
        return last

    monkeypatch.setattr(rows, "last_version", slowly)
    unique = [rule for rule in Version._meta.constraints if rule.name in {"version_proposed_once", "version_number"}]
    with connection.schema_editor() as editor:
        for rule in unique:
            editor.remove_constraint(Version, rule)
    try:
        agreement = an_agreement()
        together(
            lambda: actions.change(agreement.owner, agreement, terms(value_cents=1_000), base=1),
            lambda: actions.change(agreement.borrower, agreement, terms(value_cents=2_000), base=1),
        )
        assert states(agreement).count(VersionState.PROPOSED) == 2
    finally:
        Version.objects.all().delete()
        with connection.schema_editor() as editor:
            for rule in unique:
                editor.add_constraint(Version, rule)
