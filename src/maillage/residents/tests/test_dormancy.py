"""Accounts that nobody uses: warned twice, then erased; nothing twice, nothing early."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from maillage.platform import clock, months
from maillage.residents import actions, dormancy, letters
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident, a_role

pytestmark = pytest.mark.django_db

LAST_VISIT = date(2026, 11, 1)


@pytest.fixture
def maelle() -> Resident:
    """Somebody who came in November 2026, and never again."""
    return a_resident("Maëlle", last_active_on=LAST_VISIT, email="maelle@exemple.fr")


def night(day: date) -> None:
    with clock.at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
        dormancy.tend()


def nights(first: date, last: date) -> list[tuple[date, str]]:
    """Every night from one day to another; the letters that left, with their day."""
    told: list[tuple[date, str]] = []
    day = first
    while day <= last:
        before = len(mail.outbox)
        night(day)
        told += [(day, str(letter.subject)) for letter in mail.outbox[before:]]
        day += timedelta(days=1)
    return told


def test_two_letters_then_erasure_on_the_day_they_said(maelle: Resident) -> None:
    told = nights(date(2028, 9, 20), date(2028, 11, 30))
    assert told == [
        (date(2028, 10, 1), "Votre compte Maillage sera effacé le 1er décembre"),
        (date(2028, 11, 1), "Votre compte Maillage sera effacé le 1er décembre"),
    ]
    maelle.refresh_from_db()
    assert maelle.is_active
    night(date(2028, 12, 1))
    maelle.refresh_from_db()
    assert not maelle.is_active
    assert maelle.name == ""
    assert maelle.cell is None


@pytest.mark.parametrize("last_month", [date(2026, month, 1) for month in (1, 2, 7, 12)])
def test_nobody_is_erased_before_24_months_nor_after_25(last_month: date) -> None:
    resident = a_resident(last_active_on=last_month)
    for number in range(20, 27):
        night(months.after(last_month, number))
        resident.refresh_from_db()
        assert resident.is_active == (number < 25)


def test_the_letter_says_what_will_happen_and_how_to_stay(maelle: Resident) -> None:
    night(date(2028, 10, 1))
    (letter,) = mail.outbox
    assert letter.to == ["maelle@exemple.fr"]
    words = str(letter.body)
    assert "Bonjour Maëlle," in words
    assert "depuis 22 mois" in words
    assert reverse("account_login") in words
    night(date(2028, 11, 1))
    assert "notre dernier rappel" in str(mail.outbox[-1].body)


def test_it_speaks_the_language_of_its_reader() -> None:
    a_resident(last_active_on=LAST_VISIT, language="en")
    night(date(2028, 10, 1))
    assert mail.outbox[0].subject == "Your Maillage account will be deleted on 1 December"


def test_coming_back_once_is_enough(maelle: Resident, client: Client) -> None:
    night(date(2028, 11, 1))
    client.force_login(maelle)
    with clock.at(datetime(2028, 11, 20, 12, tzinfo=UTC)):
        client.get(reverse("account"))
    maelle.refresh_from_db()
    assert (maelle.last_active_on, maelle.warnings_sent, maelle.warned_on) == (date(2028, 11, 1), 0, None)
    night(date(2028, 12, 24))
    maelle.refresh_from_db()
    assert maelle.is_active


def test_a_second_run_of_the_night_sends_nothing_more(maelle: Resident) -> None:
    for _ in range(3):
        night(date(2028, 10, 1))
    assert len(mail.outbox) == 1


def test_a_run_killed_after_one_letter_is_taken_up_and_repeats_none(
    maelle: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    yann = a_resident("Yann", last_active_on=LAST_VISIT)
    tell = letters.tell
    told: list[Resident] = []

    def killed_at_the_second(resident: Resident, name: str, context: dict[str, object]) -> None:
        if told:
            raise KeyboardInterrupt
        told.append(resident)
        tell(resident, name, context)

    with monkeypatch.context() as patch:
        patch.setattr(letters, "tell", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            night(date(2028, 10, 1))
    assert list(Resident.objects.order_by("pk").values_list("warnings_sent", flat=True)) == [1, 0]
    night(date(2028, 10, 1))
    assert sorted(to for letter in mail.outbox for to in letter.to) == sorted([maelle.email, yann.email])


def test_a_site_that_slept_for_years_still_leaves_time_to_come_back(maelle: Resident) -> None:
    told = nights(date(2032, 3, 1), date(2032, 4, 30))
    assert [day for day, _subject in told] == [date(2032, 3, 1), date(2032, 3, 29)]
    maelle.refresh_from_db()
    assert (maelle.is_active, maelle.left_at and maelle.left_at.date()) == (False, date(2032, 4, 26))
    assert told[-1][1] == "Votre compte Maillage sera effacé le 26 avril"


def test_the_suspended_are_kept_no_longer_than_others() -> None:
    resident = a_resident(last_active_on=LAST_VISIT, suspended_at=datetime(2026, 11, 5, tzinfo=UTC))
    for day in (date(2028, 10, 1), date(2028, 11, 1), date(2028, 12, 1)):
        night(day)
    resident.refresh_from_db()
    assert not resident.is_active


def test_the_last_operator_is_neither_warned_nor_erased(maelle: Resident) -> None:
    a_role(maelle, "operator")
    for day in (date(2028, 10, 1), date(2028, 11, 1), date(2028, 12, 1)):
        night(day)
    maelle.refresh_from_db()
    assert maelle.is_active
    assert not mail.outbox


def test_who_left_is_told_nothing(maelle: Resident) -> None:
    actions.leave(maelle)
    night(date(2028, 10, 1))
    assert not mail.outbox


def test_the_database_keeps_no_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_resident(last_active_on=date(2026, 11, 2))
