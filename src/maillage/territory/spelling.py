"""How names are compared: without case, accents, hyphens or the abbreviations of addresses."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
# What people type for the most frequent words of addresses (La Poste, norme NF Z10-011), and of names of communes.
_ABBREVIATIONS = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "che": "chemin",
    "chem": "chemin",
    "crs": "cours",
    "fg": "faubourg",
    "imp": "impasse",
    "lot": "lotissement",
    "pl": "place",
    "qu": "quai",
    "res": "residence",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
    "zi": "zone industrielle",
}


def fold(text: str) -> str:
    """The form in which two spellings of a name are one: "St-Cœur, bd. Été" becomes "saint coeur boulevard ete"."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _NOT_A_WORD.sub(" ", bare).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
