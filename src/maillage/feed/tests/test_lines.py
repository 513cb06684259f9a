from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maillage.feed.lines import cut, one_line


@given(st.text(max_size=900), st.integers(1, 300))
def test_words_are_cut_to_length_on_one_line(text: str, length: int):
    line = cut(text, length)
    assert len(line) <= length
    assert len(line.splitlines()) <= 1


@given(st.text(max_size=50))
def test_what_fits_is_only_set_on_one_line(text: str):
    assert cut(text, 60) == one_line(text)


def test_words_are_cut_between_two_words():
    assert cut("une grande échelle", 12) == "une grande…"


def test_no_break_spaces_are_kept():
    assert one_line("8\u202f€\n\nla journée\u00a0: tout compris") == "8\u202f€ la journée\u00a0: tout compris"
