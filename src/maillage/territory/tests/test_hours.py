"""Town halls' hours, in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from maillage.platform import clock
from maillage.territory import hours, packing

DINAN = "Mo-Fr 08:00-12:00,13:30-17:30, Sa 09:00-12:00"
PARIS = ZoneInfo("Europe/Paris")


def _said(when: str, text: str = DINAN) -> str:
    with clock.at(datetime.fromisoformat(when).replace(tzinfo=PARIS)):
        status = hours.status(text)
    assert status is not None
    return status.words.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-11-23 15:00", "Ouverte jusqu’à 17 h 30"),
        ("2026-11-23 12:30", "Fermée, ouvre à 13 h 30"),
        ("2026-11-23 18:00", "Fermée, ouvre demain à 8 h"),
        ("2026-11-28 13:00", "Fermée, ouvre lundi à 8 h"),
        ("2026-12-24 18:00", "Fermée, ouvre samedi à 9 h"),  # Christmas day is a Friday
        ("2026-03-29 01:30", "Fermée, ouvre demain à 8 h"),  # the short night: Sunday
    ],
)
def test_hours_are_said_as_one_would(when, words):
    assert _said(when) == words


def test_a_place_that_never_opens_is_closed():
    assert _said("2026-11-23 15:00", "Mo-Su off") == "Fermée"


def test_no_hours_say_nothing():
    assert hours.status("") is None


def test_hours_that_cannot_be_read_are_refused_with_an_example():
    with pytest.raises(hours.BadHours, match="Exemple"):
        hours.status("le matin")


def test_the_first_of_a_month_is_said_as_france_writes_it():
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=PARIS)):
        assert hours.week(DINAN)[0][0] == "mardi 1er décembre"


@pytest.mark.parametrize(
    ("when", "words"),
    [("2026-11-23 15:00", "Ouvert jusqu’à 17 h 30"), ("2026-11-23 18:00", "Fermé, ouvre demain à 8 h")],
)
def test_a_shop_is_said_in_the_masculine(when, words):
    with clock.at(datetime.fromisoformat(when).replace(tzinfo=PARIS)):
        status = hours.status(DINAN, is_feminine=False)
    assert status is not None
    assert status.words.replace("\u202f", " ") == words


def test_a_week_shows_each_day_from_today():
    with clock.at(datetime(2026, 12, 24, 9, tzinfo=PARIS)):
        week = hours.week(DINAN)
    assert [len(spans) for _day, spans in week] == [2, 0, 1, 0, 2, 2, 2]
    assert week[0][1][1].replace("\u202f", " ") == "13 h 30 – 17 h 30"


@pytest.mark.parametrize(("language", "words"), [("fr", "13 h 30 – 17 h 30"), ("en", "1:30 pm – 5:30 pm")])
def test_hours_are_written_as_the_reader_writes_them(language, words):
    with clock.at(datetime(2026, 12, 24, 9, tzinfo=PARIS)), translation.override(language):
        spans = hours.week(DINAN)[0][1]
    assert spans[1].replace("\u202f", " ") == words


def test_the_directory_hours_become_those_of_openstreetmap():
    weekly = [("lundi", "vendredi", [("08:00:00", "12:00:00"), ("13:30:00", "17:30:00")]),
              ("samedi", "", [("09:00:00", "12:00:00"), ("12:00:00", "12:00:00")])]  # fmt: skip
    assert hours.from_directory(weekly) == DINAN


def test_every_town_hall_of_france_has_hours_that_can_be_read():
    texts = {row["opening_hours"] for row in packing.read_town_halls()} - {""}
    assert len(texts) > 10_000
    for text in texts:
        hours.parse.__wrapped__(text)
