"""The calm path: one says what is wrong, the other answers, they agree; or somebody mediates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from maillage.agreements import access, difficulties, mediation, mediators, tending
from maillage.agreements.models import Agreement, Difficulty, Kind, Stage, Wish
from maillage.agreements.refusals import (
    BadWish,
    NoSuchTransition,
    NotNow,
    NotYours,
    OutOfReach,
    Stale,
    TakenByAnother,
)
from maillage.agreements.tests.factories import a_difficulty, a_loan, a_loan_out, asked, in_force, said
from maillage.bookings.models import Booking
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOW):
        yield


@pytest.fixture
def rozenn() -> Resident:
    """Host of the quarter."""
    host = a_resident("Rozenn")
    a_role(host, Role.Kind.HOST)
    return host


def told(resident: Resident) -> list[str]:
    kinds = Notice.objects.filter(to=resident, kind__startswith="agreements.").values_list("kind", flat=True)
    return sorted(kind.removeprefix("agreements.") for kind in kinds)


def stage(difficulty: Difficulty) -> str:
    difficulty.refresh_from_db()
    return difficulty.stage


# Between the two


def test_the_other_is_told_and_may_agree():
    difficulty = a_difficulty()
    borrower = difficulty.agreement.borrower
    assert "raised" in told(borrower)
    difficulties.accept(borrower, difficulty, number=1)
    assert stage(difficulty) == Stage.SETTLED
    assert difficulty.closed_at is not None


def test_they_answer_each_other_until_one_agrees():
    difficulty = a_difficulty()
    owner, borrower = difficulty.agreement.owner, difficulty.agreement.borrower
    difficulties.answer(borrower, difficulty, said("Je paie la moitié.", Wish.PAID, amount_cents=2_000), number=1)
    difficulties.answer(owner, difficulty, said("Trente euros ?", Wish.PAID, amount_cents=3_000), number=2)
    difficulties.accept(borrower, difficulty, number=3)
    assert stage(difficulty) == Stage.SETTLED


def test_nobody_agrees_with_nor_answers_themselves():
    difficulty = a_difficulty()
    with pytest.raises(NoSuchTransition):
        difficulties.accept(difficulty.agreement.owner, difficulty, number=1)
    with pytest.raises(NoSuchTransition):
        difficulties.answer(difficulty.agreement.owner, difficulty, said(), number=1)


def test_agreeing_with_a_turn_that_another_followed_is_refused():
    difficulty = a_difficulty()
    owner, borrower = difficulty.agreement.owner, difficulty.agreement.borrower
    difficulties.answer(borrower, difficulty, said("Non.", Wish.NOTHING), number=1)
    difficulties.answer(owner, difficulty, said("Alors payez.", Wish.PAID, amount_cents=9_900), number=2)
    with pytest.raises(Stale):
        difficulties.accept(borrower, difficulty, number=1)


def test_who_raised_it_may_withdraw_it_and_nobody_else():
    difficulty = a_difficulty()
    with pytest.raises(NoSuchTransition):
        difficulties.withdraw(difficulty.agreement.borrower, difficulty)
    difficulties.withdraw(difficulty.agreement.owner, difficulty)
    assert stage(difficulty) == Stage.WITHDRAWN


def test_one_at_a_time():
    difficulty = a_difficulty()
    with pytest.raises(NotNow, match="déjà en cours"):
        difficulties.raise_one(difficulty.agreement.borrower, difficulty.agreement, Kind.OTHER, said())
    with pytest.raises(IntegrityError, match="difficulty_one_at_a_time"), transaction.atomic():
        Difficulty.objects.create(agreement=difficulty.agreement, kind=Kind.OTHER, raised_by="owner")


@pytest.mark.parametrize(
    "bad", [said(wish=Wish.PAID), said(wish=Wish.REPAIRED, amount_cents=1), said(wish=Wish.PAID, amount_cents=-1)]
)
def test_an_amount_goes_with_paying_and_is_above_zero(bad):
    with pytest.raises(BadWish):
        a_difficulty(what=bad)


def test_nothing_is_wrong_before_the_handover_nor_long_after_the_return():
    agreement = in_force(a_loan())
    with pytest.raises(NotNow):
        difficulties.raise_one(agreement.owner, agreement, Kind.OTHER, said())
    agreement = in_force(a_loan_out())
    Booking.objects.update(state="returned", ended_at=NOW)
    with clock.at(NOW + timedelta(days=31)), pytest.raises(NotNow):
        difficulties.raise_one(agreement.owner, agreement, Kind.OTHER, said())


def test_nothing_is_late_before_the_end_of_its_period():
    agreement = in_force(a_loan_out())
    with pytest.raises(NotNow, match="en retard"):
        difficulties.raise_one(agreement.owner, agreement, Kind.LATE, said())
    with clock.at(NOW + timedelta(days=3)):
        difficulties.raise_one(agreement.owner, agreement, Kind.LATE, said(wish=Wish.BACK))


def test_what_was_said_is_not_rewritten():
    difficulty = a_difficulty()
    with pytest.raises(IntegrityError, match="words_stay"), transaction.atomic():
        difficulty.turns.update(words="Autre chose")


# With a mediator


def test_a_mediator_is_asked_once_the_other_answered_or_had_the_time_to():
    difficulty = a_difficulty()
    with pytest.raises(NotNow, match="trois jours"):
        difficulties.ask_mediator(difficulty.agreement.owner, difficulty)
    with clock.at(NOW + timedelta(days=3)):
        difficulties.ask_mediator(difficulty.agreement.owner, difficulty)
    assert stage(difficulty) == Stage.ASKED


def test_the_hosts_are_told_and_one_takes_it(rozenn):
    difficulty = asked()
    assert told(rozenn) == ["wanted"]
    mediation.take(rozenn, difficulty)
    assert stage(difficulty) == Stage.MEDIATED
    assert "mediated" in told(difficulty.agreement.owner)
    assert "mediated" in told(difficulty.agreement.borrower)


def test_a_second_host_is_told_that_it_is_taken(rozenn):
    other = a_resident("Gwen")
    a_role(other, Role.Kind.HOST)
    difficulty = asked()
    mediation.take(rozenn, difficulty)
    with pytest.raises(TakenByAnother):
        mediation.take(other, difficulty)
    with pytest.raises(Http404):
        access.mediation(other, difficulty.pk)


def test_it_is_settled_when_both_accept_what_the_mediator_proposes(rozenn):
    difficulty = asked()
    owner, borrower = difficulty.agreement.owner, difficulty.agreement.borrower
    mediation.take(rozenn, difficulty)
    mediation.propose(rozenn, difficulty, said("Partagez.", Wish.PAID, amount_cents=1_500))
    difficulties.accept(owner, difficulty, number=3)
    assert stage(difficulty) == Stage.PROPOSED
    difficulties.accept(borrower, difficulty, number=3)
    assert stage(difficulty) == Stage.SETTLED
    assert "mediation_settled" in told(rozenn)


def test_one_who_refuses_lets_the_mediator_propose_again_and_what_was_accepted_falls(rozenn):
    difficulty = asked()
    owner, borrower = difficulty.agreement.owner, difficulty.agreement.borrower
    mediation.take(rozenn, difficulty)
    mediation.propose(rozenn, difficulty, said("Partagez.", Wish.PAID, amount_cents=1_500))
    difficulties.accept(owner, difficulty, number=3)
    difficulties.refuse(borrower, difficulty, number=3)
    mediation.propose(rozenn, difficulty, said("Restez-en là.", Wish.NOTHING))
    difficulties.accept(borrower, difficulty, number=4)
    assert stage(difficulty) == Stage.PROPOSED, "the owner accepted something else"


def test_the_mediator_may_close_it_without_an_agreement(rozenn):
    difficulty = asked()
    mediation.take(rozenn, difficulty)
    mediation.close(rozenn, difficulty, words="Voyez un conciliateur de justice.")
    assert stage(difficulty) == Stage.UNSETTLED
    with pytest.raises(Http404):  # and it is theirs to read no more
        access.mediation(rozenn, difficulty.pk)


def test_nobody_else_mediates(rozenn):
    difficulty = asked()
    mediation.take(rozenn, difficulty)
    for somebody in (difficulty.agreement.owner, a_resident("Gwen")):
        with pytest.raises(NotYours):
            mediation.propose(somebody, difficulty, said())


def test_a_host_whom_it_concerns_cannot():
    agreement = in_force(a_loan_out())
    a_role(agreement.owner, Role.Kind.HOST)
    difficulty = asked(agreement)
    assert not mediators.of(difficulty).exists()
    with pytest.raises(TakenByAnother):
        mediation.take(agreement.owner, difficulty)


@pytest.mark.parametrize("blocks", ["the host", "one of them"])
def test_a_host_whom_a_block_parts_from_one_of_them_cannot(rozenn, blocks):
    agreement = in_force(a_loan_out())
    pair = (rozenn, agreement.borrower) if blocks == "the host" else (agreement.borrower, rozenn)
    residents.block(*pair)
    difficulty = asked(agreement)
    assert not told(rozenn)
    with pytest.raises(Http404):
        access.mediation(rozenn, difficulty.pk)
    with pytest.raises(TakenByAnother):
        mediation.take(rozenn, difficulty)


def test_a_moderator_mediates_where_no_host_may():
    solenn = a_resident("Solenn", settled=False)
    a_role(solenn, Role.Kind.MODERATOR, "22050")
    difficulty = asked()
    assert told(solenn) == ["wanted"]
    assert access.mediation(solenn, difficulty.pk) == difficulty
    mediation.take(solenn, difficulty)
    assert stage(difficulty) == Stage.MEDIATED


def test_a_moderator_does_not_where_a_host_may(rozenn):
    solenn = a_resident("Solenn", settled=False)
    a_role(solenn, Role.Kind.MODERATOR, "22050")
    difficulty = asked()
    assert not told(solenn)
    with pytest.raises(TakenByAnother):
        mediation.take(solenn, difficulty)


def test_a_host_who_is_blocked_leaves_the_place_to_a_moderator(rozenn):
    solenn = a_resident("Solenn", settled=False)
    a_role(solenn, Role.Kind.MODERATOR, "22050")
    agreement = in_force(a_loan_out())
    residents.block(agreement.owner, rozenn)
    mediation.take(solenn, asked(agreement))


def test_a_host_of_elsewhere_is_not_asked():
    far = a_resident("Marc", "77463")
    a_role(far, Role.Kind.HOST)
    difficulty = asked()
    assert not told(far)
    with pytest.raises(Http404):
        access.mediation(far, difficulty.pk)


# When people part, and with time


def test_a_block_with_its_mediator_gives_it_to_somebody_else(rozenn):
    difficulty = asked()
    mediation.take(rozenn, difficulty)
    residents.block(difficulty.agreement.borrower, rozenn)
    assert stage(difficulty) == Stage.ASKED
    assert difficulty.mediator is None


def test_a_mediator_who_leaves_or_has_no_charge_any_more_gives_it_back(rozenn):
    difficulty = asked()
    mediation.take(rozenn, difficulty)
    residents.leave(rozenn)
    assert stage(difficulty) == Stage.ASKED
    other = a_resident("Gwen")
    role = a_role(other, Role.Kind.HOST)
    mediation.take(Resident.objects.get(pk=other.pk), difficulty)
    role.delete()
    assert tending.release_lost() == 1
    assert tending.release_lost() == 0
    assert stage(difficulty) == Stage.ASKED


def test_an_account_that_closes_closes_what_was_being_settled():
    difficulty = a_difficulty()
    residents.leave(difficulty.agreement.borrower)
    assert stage(difficulty) == Stage.STOPPED
    assert "stopped" in told(difficulty.agreement.owner)
    agreement = Agreement.objects.get(pk=difficulty.agreement.pk)
    with pytest.raises(OutOfReach):
        difficulties.raise_one(agreement.owner, agreement, Kind.DAMAGED, said())


def test_between_two_whom_a_block_parts_a_mediator_is_asked_at_once(rozenn):
    agreement = in_force(a_loan_out())
    residents.block(agreement.borrower, agreement.owner)
    difficulty = difficulties.raise_one(agreement.owner, agreement, Kind.DAMAGED, said())
    assert stage(difficulty) == Stage.ASKED
    assert "raised" not in told(agreement.borrower)
    mediation.take(rozenn, difficulty)
    assert "mediated" in told(agreement.borrower)


def test_what_nobody_speaks_of_for_a_month_is_closed():
    difficulty = a_difficulty()
    with clock.at(NOW + timedelta(days=29)):
        assert tending.close_silent() == 0
    with clock.at(NOW + timedelta(days=30)):
        assert tending.close_silent() == 1
        assert tending.close_silent() == 0
    assert stage(difficulty) == Stage.UNSETTLED
