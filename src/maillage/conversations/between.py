"""One event between two people: a notice to the other and a line in their conversation, in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from maillage.conversations import happenings, tellings
from maillage.conversations.happenings import Happening
from maillage.notices import kinds
from maillage.notices.kinds import Enclosure, Facts, Group, Kind, Weight
from maillage.residents.models import Resident

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


def _words_only(reader: Resident, facts: Facts) -> Enclosure:
    """What was said with it. One answers on its page: a mail that says yes would only be a message."""
    return Enclosure(tellings.enclose(reader, facts).words)


def declare(name: str, weight: Weight, *, said: Words, by_oneself: Words, known: Known = titled) -> Telling:
    """Declare both under one name, `<domain>.<what happened>`; a notice of exchanges.

    Where its facts name a `conversation`, an e-mail of its own encloses what was said there and not read.
    """
    return Telling(
        kinds.declare(name, Group.EXCHANGES, weight, saying(said, known=known), _words_only),
        happenings.declare(name, saying(said, by_oneself, known=known)),
    )
