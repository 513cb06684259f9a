"""Two neighbours who say that somebody lives here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Q

from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Residence
from maillage.residents.proofs import queries, refusals
from maillage.residents.proofs.actions import granting, households, leaving, vouching
from maillage.residents.proofs.models import Vouch, Way
from maillage.residents.proofs.tests.factories import JERZUAL, a_verified, an_inhabitant
from maillage.residents.tests.factories import a_resident

Notice = apps.get_model("notices.Notice")  # told of from above residents

pytestmark = pytest.mark.django_db


def level_of(resident) -> str:
    return Residence.objects.get(resident=resident).proof


def vouched_by(asker, *vouchers) -> None:
    for voucher in vouchers:
        vouching.accept(voucher, vouching.ask(asker, voucher))


def test_two_verified_neighbours_attest_a_home():
    ines = an_inhabitant("Inès")
    vouched_by(ines, a_verified("Yann"))
    assert level_of(ines) == Residence.Proof.NONE
    vouched_by(ines, a_verified("Maëlle"))
    assert level_of(ines) == Residence.Proof.VOUCHED
    assert {notice.kind for notice in Notice.objects.filter(to=ines)} == {"proofs.vouch_accepted"}


def test_a_refusal_is_silent_and_looks_like_a_wait():
    ines, yann, maelle = an_inhabitant("Inès"), a_verified("Yann"), a_verified("Maëlle")
    vouching.decline(vouching.ask(ines, yann))
    vouching.ask(ines, maelle)
    assert not Notice.objects.filter(to=ines).exists()
    shown = {(vouch.voucher.name, vouch.state == "accepted") for vouch in queries.asked_by(ines)}
    assert shown == {("Yann", False), ("Maëlle", False)}
    assert vouching.ask(ines, yann).state == Vouch.State.DECLINED  # asked again, it waits as before


def test_who_is_only_attested_does_not_vouch():
    ines, yann = an_inhabitant("Inès"), an_inhabitant("Yann")
    granting.grant(yann, Way.NEIGHBOURS)
    with pytest.raises(refusals.NotVerified):
        vouching.ask(ines, yann)


def test_two_people_of_one_home_count_once():
    ines = an_inhabitant("Inès")
    first, second = a_verified("Yann", JERZUAL), a_verified("Maëlle", JERZUAL)
    vouched_by(ines, first, second)
    assert level_of(ines) == Residence.Proof.NONE


def test_one_s_own_home_does_not_count():
    ines = an_inhabitant("Inès", JERZUAL)
    vouched_by(ines, a_verified("Yann", JERZUAL), a_verified("Maëlle"))
    assert level_of(ines) == Residence.Proof.NONE


def test_somebody_far_away_cannot():
    with pytest.raises(refusals.NotNear):
        vouching.ask(an_inhabitant("Inès"), a_verified("Colette", commune="77463"))


def test_blocked_and_suspended_are_as_absent():
    ines, yann, karim = an_inhabitant("Inès"), a_verified("Yann"), a_verified("Karim")
    residents.block(yann, ines)
    karim.suspended_at = clock.now()
    karim.save()
    for voucher in (yann, karim):
        with pytest.raises(refusals.NotNear):
            vouching.ask(ines, voucher)


def test_a_person_vouches_for_a_few_a_year():
    yann = a_verified("Yann")
    for number in range(vouching.GIVEN_A_YEAR):
        vouched_by(an_inhabitant(f"Venue {number}"), yann)
    more = vouching.ask(an_inhabitant("Une de plus"), yann)
    with pytest.raises(refusals.VouchedEnough):
        vouching.accept(yann, more)
    with clock.at(clock.now() + timedelta(days=366)):
        vouching.accept(yann, more)


def test_moving_does_not_give_a_voucher_their_turn_back():
    yann = a_verified("Yann")
    for number in range(vouching.GIVEN_A_YEAR):
        mover = an_inhabitant(f"Venue {number}")
        vouched_by(mover, yann)
        leaving.follow_home(mover, True)
    with pytest.raises(refusals.VouchedEnough):
        vouched_by(an_inhabitant("Une de plus"), yann)


def test_one_asks_a_few_a_month():
    ines = an_inhabitant("Inès")
    for number in range(vouching.ASKED_A_MONTH):
        vouching.ask(ines, a_verified(f"Voisin {number}"))
    with pytest.raises(refusals.AskedEnough):
        vouching.ask(ines, a_verified("Un de plus"))


def test_an_answer_is_given_once():
    ines, yann = an_inhabitant("Inès"), a_verified("Yann")
    vouch = vouching.ask(ines, yann)
    vouching.decline(vouch)
    with pytest.raises(refusals.AlreadyAnswered):
        vouching.accept(yann, vouch)


def test_only_the_table_changes_a_state():
    reached = {state for states in vouching.TRANSITIONS.values() for state in states}
    assert reached == set(Vouch.State)
    assert all(before != Vouch.State.DECLINED for before, _actor in vouching.TRANSITIONS)


# Households


def together(first, second) -> None:
    from maillage.residents.proofs import codes

    households.join(second, codes.text_of(households.invite(first)))


def test_one_proof_serves_the_people_of_a_home():
    yann, maelle = a_verified("Yann", JERZUAL), an_inhabitant("Maëlle", JERZUAL)
    together(yann, maelle)
    assert level_of(maelle) == Residence.Proof.VERIFIED
    assert {member.resident for member in queries.people_of(maelle)} == {yann, maelle}
    assert (
        Notice.objects.filter(Q(to=maelle, kind="proofs.shared") | Q(to=yann, kind="proofs.household_joined")).count()
        == 2
    )


def test_a_proof_that_comes_later_serves_too():
    yann, maelle = an_inhabitant("Yann", JERZUAL), an_inhabitant("Maëlle", JERZUAL)
    together(yann, maelle)
    granting.grant(maelle, Way.DESK)
    assert level_of(yann) == Residence.Proof.VERIFIED


def test_nobody_joins_the_household_of_another_home():
    yann, ines = a_verified("Yann", JERZUAL), an_inhabitant("Inès", "3 Place des Merciers 22100 Dinan")
    with pytest.raises(refusals.AnotherHome):
        together(yann, ines)
    assert level_of(ines) == Residence.Proof.NONE


def test_a_code_of_a_household_is_good_for_nothing_else():
    from maillage.residents.proofs import codes
    from maillage.residents.proofs.actions import using

    yann = a_verified("Yann", JERZUAL)
    with pytest.raises(refusals.OtherPurpose):
        using.use(an_inhabitant("Inès"), codes.text_of(households.invite(yann)))


def test_who_leaves_a_household_leaves_its_proof():
    yann, maelle = a_verified("Yann", JERZUAL), an_inhabitant("Maëlle", JERZUAL)
    together(yann, maelle)
    households.leave(maelle)
    assert (level_of(maelle), level_of(yann)) == (Residence.Proof.NONE, Residence.Proof.VERIFIED)
    assert queries.people_of(maelle) == []


def test_neighbours_read_a_word_and_nothing_of_the_household():
    yann, maelle, ines = a_verified("Yann", JERZUAL), an_inhabitant("Maëlle", JERZUAL), a_resident("Inès")
    together(yann, maelle)
    shown = queries.of_person(maelle, ines)
    assert shown == {
        "person": maelle, "is_verified": True, "is_vouched": False, "may_ask": True, "may_prove": False,
    }  # fmt: skip
