"""How times and sums are said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from maillage.platform import clock, wording

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
NARROW = "\u202f"


@pytest.mark.parametrize(
    ("elapsed", "words"),
    [
        (timedelta(seconds=20), "à l’instant"),
        (timedelta(minutes=12), "il y a 12\u00a0min"),
        (timedelta(hours=3, minutes=59), "il y a 3\u00a0h"),
        (timedelta(hours=16), "hier"),
        (timedelta(days=3), "il y a 3 jours"),
        (timedelta(days=20), "le 3 novembre"),
        (timedelta(days=22), "le 1er novembre"),
        (timedelta(days=400), "le 19 octobre 2025"),
        (timedelta(days=-2), "le 25 novembre"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(elapsed: timedelta, words: str) -> None:
    with clock.at(NOW):
        assert wording.ago(NOW - elapsed) == words


@pytest.mark.parametrize(
    ("at", "words"), [(time(7, 40), "7\u00a0h\u00a040"), (time(12), "12\u00a0h"), (time(0, 5), "0\u00a0h\u00a005")]
)
def test_the_time_of_day(at: time, words: str) -> None:
    assert wording.clock_time(at) == words


def test_a_moment_is_told_in_the_time_of_paris() -> None:
    assert wording.clock_time(datetime(2026, 7, 1, 6, 0, tzinfo=UTC)) == "8\u00a0h"


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (980, f"9,80{NARROW}€"),
        (1200, f"12{NARROW}€"),
        (123456, f"1{NARROW}234,56{NARROW}€"),
        (5, f"0,05{NARROW}€"),
        (0, f"0{NARROW}€"),
        (-250, f"−2,50{NARROW}€"),
    ],
)
def test_a_sum_in_french(cents: int, words: str) -> None:
    assert wording.euros(cents) == words


def test_a_sum_in_english() -> None:
    with translation.override("en"):
        assert wording.euros(123456) == "€1,234.56"
        assert wording.euros(1200) == "€12"


@given(st.integers(min_value=0, max_value=10**12))
def test_no_cent_is_lost_or_made(cents: int) -> None:
    whole, _comma, part = wording.euros(cents).removesuffix(f"{NARROW}€").replace(NARROW, "").partition(",")
    assert int(whole) * 100 + int(part or 0) == cents


@given(st.integers(min_value=0, max_value=10**15))
def test_a_number_is_grouped_by_spaces_that_do_not_break(value: int) -> None:
    words = wording.number(value)
    assert re.fullmatch(rf"\d{{1,3}}({NARROW}\d{{3}})*", words)
    assert int(words.replace(NARROW, "")) == value


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_any_moment_has_words(moment: datetime) -> None:
    with clock.at(NOW):
        assert wording.ago(moment)


@pytest.mark.parametrize(
    ("name", "at", "of"),
    [
        ("Dinan", "à Dinan", "de Dinan"),
        ("Le Havre", "au Havre", "du Havre"),
        ("Les Sables-d’Olonne", "aux Sables-d’Olonne", "des Sables-d’Olonne"),
        ("La Rochelle", "à La Rochelle", "de La Rochelle"),
        ("L’Haÿ-les-Roses", "à L’Haÿ-les-Roses", "de L’Haÿ-les-Roses"),
        ("Évran", "à Évran", "d’Évran"),
        ("Lens", "à Lens", "de Lens"),
    ],
)
def test_a_town_after_its_preposition(name: str, at: str, of: str) -> None:
    assert (wording.at_place(name), wording.of_place(name)) == (at, of)
    with translation.override("en"):
        assert (wording.at_place(name), wording.of_place(name)) == (f"in {name}", f"of {name}")


def test_a_day_with_its_name() -> None:
    with clock.at(NOW):
        assert wording.weekday(NOW.date()) == "lundi 23 novembre"
        assert wording.weekday(NOW.date() + timedelta(days=8)) == "mardi 1er décembre"
        with translation.override("en"):
            assert wording.weekday(NOW.date()) == "Monday 23 November"
