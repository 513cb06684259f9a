"""What can be told to a person. A domain declares its kinds once, at start-up, with the words that say them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from maillage.residents.models import Resident

Facts = Mapping[str, Any]
Say = Callable[[str, Facts], str]


@dataclass(frozen=True)
class Enclosure:
    """What an e-mail of its own says besides the sentence: words, and the address to answer to, if there is one."""

    words: str
    reply_to: str = ""


Enclose = Callable[[Resident, Facts], Enclosure]


class Group(TextChoices):
    """What a person chooses about, on the one page of settings."""

    EXCHANGES = "exchanges", _("Vos échanges")
    MESSAGES = "messages", _("Vos messages")
    FITTING = "fitting", _("Ce que vous cherchez, et ce qu’on vous demande")
    NEARBY = "nearby", _("Ce qui se passe autour de vous")
    ACCOUNT = "account", _("Votre compte et la modération")


PUSHABLE = tuple(group for group in Group if group is not Group.NEARBY)
"""What happens to somebody; what happens around them is for the letter."""


class Weight(Enum):
    """How much it presses. Channels, hours and caps follow from it and from what the person chose."""

    AWAITED = "awaited"
    """Somebody waits for an answer, or a date comes: it may reach the person at once."""
    NEWS = "news"
    """Good to know: it can wait for the next letter."""
    QUIET = "quiet"
    """It is on the site for who looks."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing that happens to people. `say` gives one sentence, in the language that is active.

    It is called with the name of who did it, as the reader may read it, and the facts kept with the notice: titles,
    ISO dates, numbers; never a person's name, which may change or be taken back.
    """

    name: str
    group: Group
    weight: Weight
    say: Say
    enclose: Enclose | None = None
    """Called with the reader and the facts, when an e-mail of its own leaves."""


_kinds: dict[str, Kind] = {}


def declare(name: str, group: Group, weight: Weight, say: Say, enclose: Enclose | None = None) -> Kind:
    """Declare a kind, named `<domain>.<what happened>`. Declaring the same twice is declaring it once."""
    kind = Kind(name, group, weight, say, enclose)
    known = _kinds.setdefault(name, kind)
    if known != kind:
        raise ValueError(f"{name} is declared twice")
    return kind


def names(groups: Collection[Group], weights: Collection[Weight] = tuple(Weight)) -> frozenset[str]:
    """The names of the kinds of these groups and weights."""
    return frozenset(name for name, kind in _kinds.items() if kind.group in groups and kind.weight in weights)


def named(name: str) -> Kind | None:
    """A kind by its name; None for one that no domain declares any more."""
    return _kinds.get(name)
