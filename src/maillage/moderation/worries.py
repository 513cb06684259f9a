"""Words that worry (`worries.toml`): they raise a case in the queue and tell the moderator why. They decide nothing.

One pass over the text for all words, one for each pattern of ours: the time is linear in the length of the text.
Accents, case, punctuation and digits in the place of letters ("4rn4que") do not hide a word, nor spaces between them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from django.utils.translation import get_language

# Digits and signs by the letter they imitate. L is read as I: "1" stands for both.
IMITATED = str.maketrans("0134578@$€|!l", "oieastbaseiii")
APART = re.compile(r"[^a-z]+")
SPACES = re.compile(r"\s+")
LONGEST = 8000


@dataclass(frozen=True)
class Worry:
    """One entry. `said` is in the language that is active."""

    id: str
    severity: int
    reason: str
    said_in: tuple[tuple[str, str], ...]
    source: str
    dated: date
    words: tuple[str, ...] = ()
    pattern: str = ""
    queues: bool = False
    advises: bool = False

    @property
    def said(self) -> str:
        known = dict(self.said_in)
        return known.get((get_language() or "fr")[:2], known["fr"])


@cache
def entries() -> tuple[Worry, ...]:
    """All of them, in the order of the file."""
    text = resources.files("maillage.moderation").joinpath("worries.toml").read_text(encoding="utf-8")
    return tuple(
        Worry(
            id=row["id"],
            severity=row["severity"],
            reason=row["reason"],
            said_in=(("fr", row["said"]), ("en", row["en"])),
            source=row["source"],
            dated=row["dated"],
            words=tuple(row.get("words", ())),
            pattern=row.get("pattern", ""),
            queues=row.get("queues", False),
            advises=row.get("advises", False),
        )
        for row in tomllib.loads(text)["worry"]
    )


def found(text: str) -> list[Worry]:
    """What a text holds of them, the gravest first."""
    ids = set(_ids(text[:LONGEST]))
    return sorted((entry for entry in entries() if entry.id in ids), key=lambda entry: -entry.severity)


def queueing(text: str) -> list[Worry]:
    """Those for which a published text goes to the queue."""
    return [entry for entry in found(text) if entry.queues]


def advising(text: str) -> list[Worry]:
    """Those that its author is told of."""
    return [entry for entry in found(text) if entry.advises]


def plain(text: str) -> str:
    """A text without accents, in lower case, its spaces single."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return SPACES.sub(" ", "".join(letter for letter in apart if not unicodedata.combining(letter))).replace("’", "'")


def folded(text: str) -> str:
    """Letters alone, words between single spaces, each sign read as the letter it imitates."""
    words = APART.sub(" ", plain(text).translate(IMITATED)).split()
    return f" {' '.join(_joined(words))} "


def _joined(words: list[str]) -> Iterator[str]:
    """Letters said one by one ("c o u p o n") make a word again; one or two are left as they are ("d avance")."""
    letters: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1:
            letters.append(word)
            continue
        yield from ["".join(letters)] if len(letters) > 2 else letters
        letters = []
        if word:
            yield word


def _ids(text: str) -> Iterator[str]:
    by_words, in_order = _words()
    yield from (by_words[match[1]] for match in in_order.finditer(folded(text)))
    as_written = plain(text)
    for entry in entries():
        if entry.pattern and _compiled(entry.pattern).search(as_written):
            yield entry.id


@cache
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Each folded word with its entry, and the one expression that finds them all: whole words, looking ahead so that
    two that overlap are both found.
    """
    known = {folded(word).strip(): entry.id for entry in entries() for word in entry.words}
    choices = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return known, re.compile(rf"(?= ({choices}) )")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
