from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from maillage.listings import categories


def test_every_slug_is_its_own():
    slugs = [leaf.slug for branch in categories.branches() for leaf in branch.leaves]
    assert len(slugs) == len(set(slugs)) >= 80


def test_labels_speak_the_readers_language():
    leaf = categories.leaf("ladders")
    with translation.override("fr"):
        assert leaf.label == "Échelles et échafaudages"
    with translation.override("en"):
        assert leaf.label == "Ladders and scaffolds"


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Une échelle de 4 m pour une gouttière", "ladders"),
        ("cherche perceuse samedi", "drills"),
        ("Une remorque pour samedi matin", "trailers"),
        ("appareil a raclette 8 personnes", "raclette"),
        ("RACLETE", "raclette"),
        ("tondeuze", "mowers"),
        ("Je prête ma tondeuse", "mowers"),
        ("des bottes de randonnée", "shoes"),
        ("soutien en maths pour le brevet", "homework"),
        ("poussettes", "prams"),
        ("lit parapluie", "cots"),
        ("Béquilles pour trois semaines", "mobility"),
    ],
)
def test_the_category_is_guessed_from_a_persons_words(words: str, slug: str):
    guessed = categories.guess(words)
    assert guessed is not None
    assert guessed.slug == slug


@pytest.mark.parametrize("words", ["", "zzzzzz", "je cherche pour samedi", "?!", "  "])
def test_nothing_is_guessed_from_words_that_say_nothing(words: str):
    assert categories.guess(words) is None


@given(st.text(max_size=200))
def test_any_text_is_guessed_or_not_without_harm(text: str):
    guessed = categories.guess(text)
    assert guessed is None or guessed.slug in categories.leaves()


@pytest.mark.parametrize("slug", sorted(categories.leaves()))
def test_a_label_means_its_own_branch(slug: str):
    guessed = categories.guess(categories.leaf(slug).synonyms.split()[0])
    assert guessed is not None


def test_a_filter_on_a_branch_keeps_its_leaves():
    assert categories.within("garden")[:2] == ("mowers", "hedges")
    assert categories.within("drills") == ("drills",)


def test_an_unknown_slug_is_refused():
    with pytest.raises(categories.UnknownCategory):
        categories.within("weapons")
