"""A card is said in its reader's language, whoever wrote it and in whichever."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from maillage.feed.actions import Price
from maillage.feed.tests.factories import an_entry
from maillage.portal import cards
from maillage.residents.tests.factories import a_resident

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "tag", "note"),
    [("fr", "Location", "12\u202f€ la journée"), ("en", "Rental", "€12 a day")],
)
def test_a_price_is_said_in_the_language_of_its_reader(language: str, tag: str, note: str):
    with override("fr"):
        entry = an_entry(kind="rental", words="Avec ses lames.", price=Price(1200, "day"))
    with override(language):
        (card,) = cards.of_entries([entry], a_resident())
    assert (card.tag, card.note, card.words) == (tag, note, "Avec ses lames.")


@pytest.mark.parametrize(
    ("language", "note"), [("fr", "Contre\u00a0: des confitures"), ("en", "In return for: des confitures")]
)
def test_what_is_wanted_in_return_is_in_its_authors_words(language: str, note: str):
    entry = an_entry(kind="swap", in_return="des confitures")
    with override(language):
        (card,) = cards.of_entries([entry], a_resident())
    assert card.note == note
