import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.platform.rendering import TAGS, words


def test_paragraphs_emphasis_lists_and_links_are_rendered():
    html = words("Deux *outils* :\n\n- une scie\n- un **rabot**\n\n[le mode d’emploi](https://example.org/a)")
    assert "<em>outils</em>" in html
    assert "<li>une scie</li>" in html
    assert '<a href="https://example.org/a" rel="nofollow noopener ugc">' in html


def test_a_line_break_stays_one():
    assert words("un\ndeux") == "<p>un<br>\ndeux</p>\n"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        '<img src=x onerror="alert(1)">',
        "<a href='https://a' style='position:fixed'>x</a>",
        "![x](https://example.org/tracker.png)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(attack):
    html = words(attack)
    assert not re.search(r"<(?!/?(p|br|a|em|strong|ul|ol|li|blockquote)\b)", html)
    assert not re.search(r"<[^>]*(javascript:|data:|style=|onerror=)", html)


@given(st.text(max_size=300))
def test_whatever_is_typed_only_known_tags_come_out(text):
    assert set(re.findall(r"<(\w+)", words(text))) <= TAGS


def test_deep_nesting_costs_little():
    assert len(words("> " * 3000 + "x")) < 20_000
