import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.platform.rendering import TAGS, plain, words


def test_paragraphs_emphasis_lists_and_links_are_rendered():
    rendered = words("Deux *outils* :\n\n- une scie\n- un **rabot**\n\n[le mode d’emploi](https://example.org/a)")
    assert "<em>outils</em>" in rendered
    assert "<li>une scie</li>" in rendered
    assert '<a href="https://example.org/a" rel="nofollow noopener ugc">' in rendered


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
    rendered = words(attack)
    assert not re.search(r"<(?!/?(p|br|a|em|strong|ul|ol|li|blockquote)\b)", rendered)
    assert not re.search(r"<[^>]*(javascript:|data:|style=|onerror=)", rendered)


@given(st.text(max_size=300))
def test_whatever_is_typed_only_known_tags_come_out(text):
    assert set(re.findall(r"<(\w+)", words(text))) <= TAGS


def test_deep_nesting_costs_little():
    assert len(words("> " * 3000 + "x")) < 20_000


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Je la rends **dimanche**.", "Je la rends dimanche."),
        ("Il faut :\n\n- une scie\n- un *rabot*", "Il faut : une scie un rabot"),
        ("[le mode d’emploi](https://example.org/a)", "le mode d’emploi"),
        ("Pain & beurre, 2 < 3", "Pain & beurre, 2 < 3"),
        ("*10 & 12*, 2 < 3", "10 & 12, 2 < 3"),
        ("Demi-journée,\n5 * 6 m", "Demi-journée, 5 * 6 m"),
    ],
)
def test_a_card_shows_the_words_without_their_marks(typed, read):
    assert plain(typed) == read


@given(st.text(alphabet="ab *_-[]()\\&<>;\n1.", max_size=60))
def test_the_short_way_of_plain_words_reads_like_the_long_one(text):
    long_way = html.unescape(re.sub(r"<[^>]*>", " ", str(words(text))))
    assert "".join(plain(text).split()) == "".join(long_way.split())
