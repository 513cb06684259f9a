"""What can be told inside a conversation besides words: things that happened between those who talk.

A domain declares each once, at start-up, with the words that say it; `actions.note` puts it among the messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Facts = Mapping[str, Any]
Say = Callable[[str, Facts], str]


@dataclass(frozen=True)
class Happening:
    """`say` gives one sentence, in the language that is active: it is called with who did it, as the reader may read
    their name ("" for the reader), and the facts that were kept (titles, ISO dates, numbers; never a person's name).
    """

    name: str
    say: Say


_happenings: dict[str, Happening] = {}


def declare(name: str, say: Say) -> Happening:
    """Declare one, named `<domain>.<what happened>`. Declaring the same twice is declaring it once."""
    happening = Happening(name, say)
    known = _happenings.setdefault(name, happening)
    if known != happening:
        raise ValueError(f"{name} is declared twice")
    return happening


def words(name: str, who: str, facts: Facts) -> str:
    """The sentence of a happening by its name; plain words for one that no domain declares any more."""
    known = _happenings.get(name)
    return known.say(who, facts) if known else _("Quelque chose a changé.")
