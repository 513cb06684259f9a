"""Stopping e-mails from one of them: in one click, without signing in, and nothing else."""

from __future__ import annotations

import pytest
from django.core import signing
from django.http import Http404
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from maillage.notices import actions, stopping
from maillage.notices.kinds import Group
from maillage.notices.models import Rhythm, Wishes
from maillage.platform import clock
from maillage.residents import actions as residents
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def maelle() -> Resident:
    return a_resident("Maëlle")


def path(resident: Resident, what: str) -> str:
    return stopping.address(resident, what).removeprefix("http://localhost:8000")


def one_click(address: str) -> int:
    """What a mail reader does (RFC 8058): no cookie, no token of ours."""
    browser = Client(enforce_csrf_checks=True)
    return browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code


def test_reading_the_page_stops_nothing(client: Client, maelle: Resident) -> None:
    page = client.get(path(maelle, Group.NEARBY))
    assert "Ce qui se passe autour de vous" in page.content.decode()
    assert not Wishes.objects.exists()


def test_a_mail_reader_stops_the_e_mails_of_a_group_and_no_other(maelle: Resident) -> None:
    assert one_click(path(maelle, Group.NEARBY)) == 200
    kept = actions.wishes_of(maelle)
    assert [kept.rhythm(group) for group in Group] == ["at_once", "at_once", "daily", "never", "at_once"]


def test_stopping_the_letter_stops_letters_and_what_only_they_tell(maelle: Resident) -> None:
    actions.choose(maelle, Wishes(messages=Rhythm.WEEKLY, account=Rhythm.DAILY))
    assert one_click(path(maelle, stopping.LETTERS)) == 200
    kept = actions.wishes_of(maelle)
    assert not kept.has_letters
    assert [kept.rhythm(group) for group in Group] == ["at_once", "never", "never", "never", "daily"]


def test_stopping_twice_is_stopping_once(maelle: Resident) -> None:
    assert [one_click(path(maelle, Group.NEARBY)) for _ in range(2)] == [200, 200]
    assert Wishes.objects.count() == 1


def test_saving_the_settings_lets_letters_come_again(maelle: Resident) -> None:
    stopping.stop(stopping.Stop(maelle.pk, stopping.LETTERS))
    actions.choose(maelle, Wishes())
    assert actions.wishes_of(maelle).has_letters


def test_what_is_decided_of_an_account_cannot_be_stopped(maelle: Resident) -> None:
    assert stopping.address(maelle, stopping.of_group(Group.ACCOUNT)) == ""


@pytest.mark.parametrize("forged", ["", "x", "WyJhIiwibmVhcmJ5Il0:1abc:xyz"])
def test_a_forged_address_changes_nothing_and_says_so(client: Client, maelle: Resident, forged: str) -> None:
    answer = client.post(f"/courriels/arreter/{forged or 'rien'}/")
    assert answer.status_code == 404
    assert not Wishes.objects.exists()


def test_a_token_of_another_use_of_the_same_key_is_refused(client: Client, maelle: Resident) -> None:
    token = signing.dumps([str(maelle.pk), "nearby"], salt="photo-received")
    assert client.post(f"/courriels/arreter/{token}/").status_code == 404


@given(st.integers(0, 200), st.characters(codec="ascii", categories=["L", "N"]))
def test_a_letter_changed_in_the_address_is_a_forged_address(place: int, letter: str) -> None:
    token = signing.dumps(["0190a2d4-0000-7000-8000-000000000000", "nearby"], salt=stopping.SALT)
    place %= len(token)
    if token[place] == letter:
        return
    changed = token[:place] + letter + token[place + 1 :]
    with pytest.raises(Http404):
        stopping.read(changed)


def test_the_suspended_may_stop_and_a_closed_account_has_nothing_to_stop(maelle: Resident) -> None:
    Resident.objects.filter(pk=maelle.pk).update(suspended_at=clock.now())
    assert one_click(path(maelle, Group.NEARBY)) == 200
    assert actions.wishes_of(maelle).rhythm(Group.NEARBY) == Rhythm.NEVER
    residents.leave(maelle)
    assert one_click(path(maelle, Group.MESSAGES)) == 200
    assert not Wishes.objects.exists()
