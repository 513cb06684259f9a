"""The tree of categories, read once from `categories.toml`, and the guess of one from a person's words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language
from rapidfuzz import fuzz

# Below this likeness (0 to 100) a word is another word: "tondeuze" to "tondeuse" is 87, "tente" to "tondeuse" 62.
SAME_WORD = 82
# Words too common to say anything of a category.
# fmt: off
EMPTY_WORDS = frozenset({
    "a", "ai", "au", "aux", "avec", "besoin", "ce", "cherche", "chercher", "d", "dans", "de", "demain",
    "des", "dimanche", "donne", "donner", "du", "emprunter", "en", "end", "et", "faut", "il", "j", "je",
    "jeudi", "l", "la", "le", "les", "louer", "lundi", "ma", "mardi", "matin", "me", "mercredi", "mes",
    "moi", "mon", "ou", "par", "petit", "petite", "pour", "pret", "prete", "preter", "quelqu", "qui",
    "recherche", "sa", "samedi", "soir", "son", "sur", "troque", "un", "une", "vend", "vendre", "vendredi",
    "vends", "votre", "voudrai", "voudrais", "week", "weekend",
})
# When it is wanted says nothing of what it is.
TIME_WORDS = frozenset({
    "apre", "apres", "aujourd", "avant", "bientot", "cet", "cette", "debut", "fin", "heure", "heures", "hui", "jour",
    "journee", "journees", "jours", "lendemain", "maintenant", "matinee", "midi", "moi", "mois", "nuit", "prochain",
    "prochaine", "semaine", "semaines", "soiree", "tot", "tard", "urgence", "urgent", "vite",
})
# fmt: on
# "Un coup de main": help, not something held in the hand.
IDIOM = re.compile(r"\bcoups? de mains?\b", re.IGNORECASE)


class UnknownCategory(KeyError):
    """No leaf has that slug."""


@dataclass(frozen=True, slots=True)
class Leaf:
    slug: str
    branch: str
    icon: str
    fr: str
    en: str
    synonyms: str

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.en if (get_language() or "fr").startswith("en") else self.fr

    @property
    def words(self) -> str:
        """Everything that people may type for it, in both languages."""
        return f"{self.fr} {self.synonyms} {self.en}"


@dataclass(frozen=True, slots=True)
class Branch:
    slug: str
    icon: str
    fr: str
    en: str
    leaves: tuple[Leaf, ...]

    @property
    def label(self) -> str:
        return self.en if (get_language() or "fr").startswith("en") else self.fr


@cache
def branches() -> tuple[Branch, ...]:
    """The tree, in the order of its file."""
    tree = tomllib.loads((files("maillage.listings") / "categories.toml").read_text(encoding="utf-8"))
    return tuple(
        Branch(
            slug,
            branch["icon"],
            branch["fr"],
            branch["en"],
            tuple(
                Leaf(leaf, slug, branch["icon"], fr, en, synonyms)
                for leaf, (fr, en, synonyms) in branch["leaves"].items()
            ),
        )
        for slug, branch in tree.items()
    )


@cache
def leaves() -> dict[str, Leaf]:
    """Every leaf by its slug."""
    return {leaf.slug: leaf for branch in branches() for leaf in branch.leaves}


def leaf(slug: str) -> Leaf:
    """The leaf of that slug. Raises UnknownCategory."""
    try:
        return leaves()[slug]
    except KeyError:
        raise UnknownCategory(slug) from None


def branch(slug: str) -> Branch:
    """The branch of that slug. Raises UnknownCategory."""
    for candidate in branches():
        if candidate.slug == slug:
            return candidate
    raise UnknownCategory(slug)


def within(slug: str) -> tuple[str, ...]:
    """The leaves that a filter on `slug` keeps: itself, or all of a branch. Raises UnknownCategory.

    Where a branch and a leaf share a slug ("other"), the branch is meant: it holds the leaf.
    """
    for candidate in branches():
        if candidate.slug == slug:
            return tuple(each.slug for each in candidate.leaves)
    return (leaf(slug).slug,)


def words_of(slug: str) -> str:
    """What the search index knows of a leaf, nothing for a slug that left the tree."""
    known = leaves().get(slug)
    return known.words if known else ""


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The tree as a grouped list for a form."""
    return [(branch.label, [(leaf.slug, leaf.label) for leaf in branch.leaves]) for branch in branches()]


def guess(text: str) -> Leaf | None:
    """The leaf that a person's words mean, or None when nothing in them tells.

    Each word counts for its best likeness among a leaf's own words; a word that many leaves share says less.
    """
    typed = telling(text)
    best, best_score = None, 0.0
    weights: dict[str, dict[str, float]] = {word: _likenesses(word) for word in typed}
    for slug, candidate in leaves().items():
        score = 0.0
        for rank, word in enumerate(typed):
            likenesses = weights[word]
            if slug in likenesses:
                # In French the thing comes first ("remorque pour vélo"): earlier words weigh a little more.
                score += likenesses[slug] / len(likenesses) ** 0.5 / (1 + 0.25 * rank)
        if score > best_score:
            best, best_score = candidate, score
    return best


def telling(text: str) -> list[str]:
    """The words of a text that say what is meant: neither common ones, nor those of time."""
    return [word for word in folded(IDIOM.sub(" ", text)) if word not in EMPTY_WORDS | TIME_WORDS]


def words_for(leaf: Leaf, text: str) -> list[str]:
    """Those of a text that mean this leaf: of "échelle double pour samedi", "echelle" for ladders."""
    return [word for word in telling(text) if leaf.slug in _likenesses(word)]


@cache
def _vocabulary() -> dict[str, dict[str, float]]:
    return {slug: _weighed(leaf) for slug, leaf in leaves().items()}


def _weighed(leaf: Leaf) -> dict[str, float]:
    """Its words and what each says of it: a synonym 1, a word of its name more, most when it is the whole name."""
    name = [word for word in folded(leaf.fr) if word not in EMPTY_WORDS]
    synonyms = [word for word in folded(leaf.synonyms) if word not in EMPTY_WORDS]
    return dict.fromkeys(synonyms, 1.0) | dict.fromkeys(name, 1 + 0.5 / max(len(name), 1))


def _likenesses(word: str) -> dict[str, float]:
    """The leaves with a word like this one, and how alike (up to 150)."""
    found = {}
    for slug, vocabulary in _vocabulary().items():
        if word in vocabulary:
            found[slug] = 100 * vocabulary[word]
        elif len(word) > 3:  # a short word is only itself: three letters are too alike to forgive
            likeness, weight = max((fuzz.ratio(word, known), weight) for known, weight in vocabulary.items())
            if likeness >= SAME_WORD:
                found[slug] = likeness * weight
    return found


def folded(text: str, *, singular: bool = True) -> list[str]:
    """The words of a text: lower case, no accents; plurals cut where asked."""
    flat = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(letter for letter in flat if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", letters)
    return [word[:-1] if singular and len(word) > 3 and word[-1] in "sx" else word for word in words]
