"""What the fictional neighbours offer, ask and say: written by hand, read from the files beside this one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ListingText:
    """An offer or a request, in its author's words."""

    key: str
    intent: str
    mode: str
    category: str
    title: str
    text: str
    price_cents: int | None = None
    price_unit: str = ""
    in_return: str = ""
    deposit: str = ""
    place: str = ""
    rural: bool = False

    @property
    def is_offer(self) -> bool:
        return self.intent == "offer"


@dataclass(frozen=True)
class Talk:
    """What two people said about a listing: who said it ("owner" or "guest"), and what, in order."""

    listing: str
    turns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bio:
    text: str
    skills: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StructureText:
    """A shop, an association or a public service; its point is given, or in metres from the town hall."""

    kind: str
    name: str
    about: str
    commune: str
    opened: int
    by: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    north: int = 0
    east: int = 0
    hours: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewText:
    """What is said of the "giver" or the "taker" of an exchange, and what they answered."""

    mode: str
    title: str
    about: str
    answers: tuple[str, ...]
    words: str
    reply: str = ""


@cache
def listings() -> tuple[ListingText, ...]:
    """Every listing, in the order of the files' names."""
    names = sorted(file.name for file in files(__package__).iterdir() if file.name.startswith("listings-"))
    return tuple(ListingText(**table) for name in names for table in _read(name)["listing"])


@cache
def talks() -> tuple[Talk, ...]:
    tables = _read("conversations.toml")["conversation"]
    return tuple(Talk(table["listing"], tuple((who, said) for who, said in table["turns"])) for table in tables)


@cache
def bios() -> tuple[Bio, ...]:
    return tuple(Bio(table["text"], tuple(table["skills"])) for table in _read("bios.toml")["bio"])


@cache
def structures() -> tuple[StructureText, ...]:
    return tuple(StructureText(**table) for table in _read("structures.toml")["structure"])


@cache
def reviews() -> tuple[ReviewText, ...]:
    return tuple(
        ReviewText(**{**table, "answers": tuple(table["answers"])}) for table in _read("reviews.toml")["review"]
    )


@cache
def sold() -> tuple[tuple[str, int], ...]:
    """Titles and prices in cents."""
    return tuple((table["title"], table["cents"]) for table in _read("reviews.toml")["sold"])


@cache
def given_names() -> tuple[str, ...]:
    return tuple(_read("names.toml")["given_names"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
