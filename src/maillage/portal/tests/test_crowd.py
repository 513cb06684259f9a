"""How many neighbours a commune says it has."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from maillage.portal import crowd


@given(st.integers(min_value=0, max_value=crowd.FEW))
def test_a_handful_is_never_counted_aloud(residents: int) -> None:
    assert crowd.rounded(residents) == crowd.Crowd(None)
    assert crowd.rounded(residents).words == "moins de 5" or residents == crowd.FEW


@given(st.integers(min_value=crowd.FEW + 1, max_value=10**6))
def test_it_says_less_than_there_are_and_not_much_less(residents: int) -> None:
    said = crowd.rounded(residents).at_least
    assert said is not None
    assert said < residents
    assert residents - said <= max(5, residents // 10 + 1)


@given(st.integers(min_value=0, max_value=10**5))
@example(99)
@example(999)
def test_more_neighbours_never_reads_as_fewer(residents: int) -> None:
    assert (crowd.rounded(residents).at_least or 0) <= (crowd.rounded(residents + 1).at_least or 0)
