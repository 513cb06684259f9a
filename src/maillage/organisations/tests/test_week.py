from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.organisations import week
from maillage.territory import hours


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("fermé", []),
        ("9h-12h", [(540, 720)]),
        ("9 h - 12 h 30, 14 h - 19 h", [(540, 750), (840, 1140)]),
        ("9\u202fh\u202f30 – 12\u202fh", [(570, 720)]),
        ("09:00-12:30 et 14:00-18:00", [(540, 750), (840, 1080)]),
        ("9h à 12h puis 14h à 18h", [(540, 720), (840, 1080)]),
        ("9-12 / 14-18", [(540, 720), (840, 1080)]),
        ("9h-12", [(540, 720)]),
        ("18h-2h", [(1080, 120)]),
        ("10h-24h", [(600, 1440)]),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, spans: list[week.Span]):
    assert week.read_day(typed) == spans


@pytest.mark.parametrize(
    "typed", ["le matin", "9h", "9h-12h bientôt", "25h-26h", "9h70-12h", "9h-9h", "14h-18h, 9h-12h", "9h-12h, 11h-13h"]
)
def test_what_cannot_be_meant_is_refused(typed: str):
    with pytest.raises(week.BadDay):
        week.read_day(typed)


def spans_of(moments: list[int]) -> list[week.Span]:
    ordered = sorted(moments)
    return list(zip(ordered[::2], ordered[1::2], strict=False))


DAY = st.lists(st.integers(0, 1439), max_size=8, unique=True).map(spans_of)


@given(st.fixed_dictionaries(dict.fromkeys(week.DAYS, DAY)))
def test_what_is_stored_is_read_by_the_library_and_typed_again_the_same(days: dict[str, list[week.Span]]):
    stored = week.to_osm(days)
    if stored:
        hours.parse(stored)
    shown = week.from_osm(stored)
    assert {day: week.read_day(shown.get(day, "")) for day in week.DAYS} == days
