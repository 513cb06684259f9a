"""Telling a person of what happened to them."""

from __future__ import annotations

import pytest
from django.db import transaction

from maillage.notices import actions
from maillage.notices.kinds import Group, Weight, declare
from maillage.notices.models import Notice
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db

ASKED = declare("tests.asked", Group.EXCHANGES, Weight.AWAITED, lambda who, facts: f"{who} demande : {facts['title']}")


def test_what_happened_is_kept_for_the_one_it_happened_to() -> None:
    yann, maelle = a_resident("Yann"), a_resident("Maëlle")
    notice = actions.tell(yann, ASKED, by=maelle, path="/annonces/", facts={"title": "Une échelle"})
    assert notice is not None
    assert list(Notice.objects.filter(to=yann)) == [notice]
    assert (notice.by, notice.kind, notice.facts, notice.seen_at) == (
        maelle,
        "tests.asked",
        {"title": "Une échelle"},
        None,
    )


def test_the_same_thing_is_told_once() -> None:
    yann, maelle = a_resident(), a_resident()
    assert actions.tell(yann, ASKED, path="/", once="booking 1")
    assert actions.tell(yann, ASKED, path="/", once="booking 1") is None
    assert actions.tell(yann, ASKED, path="/", once="booking 2")
    assert actions.tell(maelle, ASKED, path="/", once="booking 1")


def test_without_a_mark_each_time_is_told() -> None:
    yann = a_resident()
    assert actions.tell(yann, ASKED, path="/")
    assert actions.tell(yann, ASKED, path="/")


def test_nobody_is_told_of_their_own_doing() -> None:
    yann = a_resident()
    assert actions.tell(yann, ASKED, by=yann, path="/") is None


def test_those_whom_a_block_hides_tell_each_other_nothing() -> None:
    yann, maelle = a_resident(), a_resident()
    residents.block(yann, maelle)
    assert actions.tell(yann, ASKED, by=maelle, path="/") is None
    assert actions.tell(maelle, ASKED, by=yann, path="/") is None


def test_the_suspended_are_told_nothing_and_tell_nothing() -> None:
    yann, silent = a_resident(), a_resident(suspended_at=clock.now())
    assert actions.tell(silent, ASKED, path="/") is None
    assert actions.tell(yann, ASKED, by=silent, path="/") is None


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_is_not_told() -> None:
    yann = a_resident()

    @transaction.atomic
    def undone() -> None:
        actions.tell(yann, ASKED, path="/")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not Notice.objects.exists()
