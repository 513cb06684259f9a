"""The formatted part of an e-mail, made from the words of its plain part: one text, two looks.

A paragraph is between two blank lines. An address alone on its line becomes a link to press; a line set in by four
spaces, something to copy; the words after the last blank line, the signature.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass

from django.template.loader import render_to_string

ADDRESS = re.compile(r"https?://\S+")
SET_IN = "    "


@dataclass(frozen=True)
class Block:
    """`kind` is words, link or code."""

    kind: str
    text: str


def html(subject: str, text: str) -> str:
    """The whole page, with its style and nothing to fetch."""
    *paragraphs, signature = re.split(r"\n\s*\n", text.strip("\n")) if text.strip() else [""]
    blocks = [block for paragraph in paragraphs for block in _blocks(paragraph)]
    if not blocks:
        blocks, signature = list(_blocks(signature)), ""
    return render_to_string(
        "email/letter.html", {"subject": subject, "blocks": blocks, "signature": list(_blocks(signature))}
    )


def style_digest() -> str:
    """What a content security policy says of the style of our letters, to let it alone through."""
    digest = hashlib.sha256(render_to_string("email/letter.css").encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _blocks(paragraph: str) -> list[Block]:
    blocks: list[Block] = []
    for line in paragraph.split("\n"):
        kind = "code" if line.startswith(SET_IN) else "link" if ADDRESS.fullmatch(line.strip()) else "words"
        if kind == "words" and blocks and blocks[-1].kind == "words":
            blocks[-1] = Block("words", f"{blocks[-1].text}\n{line.strip()}")
        elif line.strip():
            blocks.append(Block(kind, line.strip()))
    return blocks
