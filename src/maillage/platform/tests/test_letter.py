"""The formatted part of an e-mail says what its plain part says."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html import unescape

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from maillage.platform import letter

CODE = """Bonjour,

Voici le code à recopier :

    1234 5678

Il est valable quinze minutes.
Entrez ici :
https://voisins.exemple.fr/entrer/

Maillage
https://voisins.exemple.fr
"""


def words(page: str) -> list[str]:
    return unescape(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2])).split()


def test_the_same_words_in_the_same_order():
    assert words(letter.html("Votre code", CODE)) == ["Votre", "code", *CODE.split()]


@given(text=st.lists(st.text("ab<>&\"' \n:/é", min_size=1), max_size=6).map("\n\n".join))
def test_no_word_is_lost_and_none_becomes_markup(text: str):
    assert words(letter.html("Objet", text)) == ["Objet", *text.split()]


def test_a_code_stands_out_and_an_address_is_a_link():
    page = letter.html("Votre code", CODE)
    assert '<p class="code">1234 5678</p>' in page
    assert '<p><a href="https://voisins.exemple.fr/entrer/">https://voisins.exemple.fr/entrer/</a></p>' in page


def test_nothing_is_fetched():
    page = letter.html("Votre code", CODE)
    assert not re.search(r"<img|<link|url\(|@import|<script|src=", page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_says_its_language(language: str):
    with override(language):
        assert f'<html lang="{language}">' in letter.html("Objet", "Bonjour")


def test_a_line_alone_is_a_letter_too():
    assert "<main>\n<h1>Objet</h1>\n<p>Bonjour</p>" in letter.html("Objet", "Bonjour")


def test_the_policy_lets_its_style_through_and_no_other():
    page = letter.html("Objet", "Bonjour")
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert letter.style_digest() == f"'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
