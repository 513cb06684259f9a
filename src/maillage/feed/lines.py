"""People's words on a card: one line, cut between two words. No-break spaces are theirs and stay."""

from __future__ import annotations

import re

# What ends a line or a word, save the no-break spaces of French typography, which str.split would eat.
GAP = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    return GAP.sub(" ", text).strip()


def cut(text: str, length: int) -> str:
    """The text on one line, of at most `length` characters, an ellipsis where something is missing."""
    line = one_line(text)
    if len(line) <= length:
        return line
    head = line[: length - 1]
    return (head[: head.rfind(" ")] if " " in head[length // 2 :] else head) + "…"
