"""Whatever the two, a mediator and time do, in whatever order, agreements and difficulties stay as they should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from maillage.agreements import actions, difficulties, mediation, statements, tending
from maillage.agreements.models import Agreement, Difficulty, Kind, Moment, Stage, State, VersionState, Wish
from maillage.agreements.refusals import Refused
from maillage.agreements.statements import Condition
from maillage.agreements.tests.factories import a_loan, an_agreement, said, terms
from maillage.bookings.models import State as BookingState
from maillage.bookings.tests.factories import days
from maillage.platform import clock
from maillage.residents.models import Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SIDES = st.sampled_from(["owner", "borrower"])


class TwoPeople(RuleBasedStateMachine):
    """A loan that begins today for two days; `confirmed` is the model: which version both said yes to."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = NOW
        with clock.at(NOW):
            self.agreement = an_agreement(a_loan(period=days(0, 2)))
            self.host = a_resident("Rozenn")
            a_role(self.host, Role.Kind.HOST)
        self.number, self.author, self.waits, self.confirmed = 1, "owner", True, 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def attempt(self, deed: Any) -> bool:
        """Whether it was accepted; what is refused changes nothing."""
        try:
            with clock.at(self.now), transaction.atomic():
                deed()
        except Refused:
            return False
        return True

    def fresh(self) -> Agreement:
        return Agreement.objects.select_related("owner", "borrower", "booking").get(pk=self.agreement.pk)

    def difficulty(self) -> Difficulty | None:
        return self.agreement.difficulties.order_by("-id").first()

    @rule(side=SIDES, value=st.integers(1, 3), back=st.integers(0, 1))
    def change(self, side: str, value: int, back: int) -> None:
        found = self.fresh()
        base = self.number - back
        if self.attempt(lambda: actions.change(getattr(found, side), found, terms(value_cents=value), base=base)):
            assert not back, "a stale form changes nothing"
            self.number, self.author, self.waits = self.number + 1, side, True

    @rule(side=SIDES, back=st.integers(0, 1))
    def confirm(self, side: str, back: int) -> None:
        found = self.fresh()
        may = self.waits and side != self.author and not back and found.is_running
        assert self.attempt(lambda: actions.confirm(getattr(found, side), found, number=self.number - back)) == may
        if may:
            self.confirmed, self.waits = self.number, False

    @rule(side=SIDES)
    def drop(self, side: str) -> None:
        found = self.fresh()
        if self.attempt(lambda: actions.drop(getattr(found, side), found, number=self.number)):
            assert self.waits
            self.waits = False

    @rule(side=SIDES, moment=st.sampled_from(list(Moment)))
    def state(self, side: str, moment: Moment) -> None:
        found = self.fresh()
        self.attempt(lambda: statements.say(getattr(found, side), found, moment, Condition(is_as_agreed=True)))
        self.waits = self.waits and self.fresh().is_running

    @rule(side=SIDES, kind=st.sampled_from(list(Kind)))
    def raise_one(self, side: str, kind: Kind) -> None:
        found = self.fresh()
        self.attempt(lambda: difficulties.raise_one(getattr(found, side), found, kind, said()))

    @rule(side=SIDES, verb=st.sampled_from(["answer", "accept", "refuse", "withdraw", "ask"]))
    def settle(self, side: str, verb: str) -> None:
        found = self.difficulty()
        if found is None:
            return
        who, last = getattr(self.fresh(), side), found.turns.count()
        deeds = {
            "answer": lambda: difficulties.answer(who, found, said("Non.", Wish.NOTHING), number=last),
            "accept": lambda: difficulties.accept(who, found, number=last),
            "refuse": lambda: difficulties.refuse(who, found, number=last),
            "withdraw": lambda: difficulties.withdraw(who, found),
            "ask": lambda: difficulties.ask_mediator(who, found),
        }
        before = found.stage
        done = self.attempt(deeds[verb])
        found.refresh_from_db()
        assert done or found.stage == before

    @rule(verb=st.sampled_from(["take", "propose", "close", "give_back"]))
    def mediate(self, verb: str) -> None:
        found = self.difficulty()
        if found is None:
            return
        deeds = {
            "take": lambda: mediation.take(self.host, found),
            "propose": lambda: mediation.propose(self.host, found, said("Partagez.", Wish.NOTHING)),
            "close": lambda: mediation.close(self.host, found, words="Voilà."),
            "give_back": lambda: mediation.give_back(self.host, found),
        }
        self.attempt(deeds[verb])

    @rule(hours=st.sampled_from([1, 30, 24 * 31]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.attempt(tending.close_silent)

    @invariant()
    def what_both_confirmed_holds(self) -> None:
        agreed = list(self.agreement.versions.filter(state=VersionState.AGREED).values_list("number", flat=True))
        assert agreed == ([self.confirmed] if self.confirmed else [])
        pending = self.agreement.versions.filter(state=VersionState.PROPOSED).count()
        assert pending == (1 if self.waits else 0)

    @invariant()
    def it_ends_with_its_booking(self) -> None:
        found = self.fresh()
        assert found.booking is not None
        assert (found.state == State.OVER) == (found.booking.state == BookingState.RETURNED)
        assert found.is_running == found.booking.is_live

    @invariant()
    def a_difficulty_is_in_one_place(self) -> None:
        live = self.agreement.difficulties.live()
        assert live.count() <= 1
        for each in live:
            assert (each.mediator_id is not None) == (each.stage in {Stage.MEDIATED, Stage.PROPOSED})
            assert not (each.owner_accepts and each.borrower_accepts)


def test_two_people_a_mediator_and_time():
    run_state_machine_as_test(TwoPeople, settings=settings(max_examples=15, stateful_step_count=20, deadline=None))
