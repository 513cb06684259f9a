"""One event between two people: a notice to the other and a line in their conversation, in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from maillage.conversations import happenings
from maillage.conversations.happenings import Happening
from maillage.notices import kinds
from maillage.notices.kinds import Facts, Group, Kind, Weight

Words = str | Promise
Known = Callable[[Facts], Mapping[str, str]]


@dataclass(frozen=True)
class Telling:
    """The notice to the other, and the line among their messages."""

    kind: Kind
    happening: Happening


def titled(facts: Facts) -> Mapping[str, str]:
    """What most sentences may name besides who did it."""
    return {"title": str(facts.get("title", ""))}


def saying(said: Words, by_oneself: Words | None = None, *, known: Known = titled) -> Callable[[str, Facts], str]:
    """The sentence of an event; `by_oneself` is for who did it, `known` what both may name in the reader's language."""

    def say(who: str, facts: Facts) -> str:
        words = said if who or by_oneself is None else by_oneself
        return str(words) % {"who": who, **known(facts)}

    return say


def declare(name: str, weight: Weight, *, said: Words, by_oneself: Words, known: Known = titled) -> Telling:
    """Declare both under one name, `<domain>.<what happened>`; a notice of exchanges."""
    return Telling(
        kinds.declare(name, Group.EXCHANGES, weight, saying(said, known=known)),
        happenings.declare(name, saying(said, by_oneself, known=known)),
    )
