"""The one renderer of what people write: a small Markdown, then nh3 (TRUST.md 14)."""

from __future__ import annotations

import html
import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
# Letters grow exponentially with nested quotes and lists in HTML; nobody needs more.
MAX_NESTING = 8
# Without one of these, a text reads the same with and without Markdown.
_MARKS = re.compile(r"[*_\[\\&]|^[ \t]*(?:>|[-+]|\d+[.)])", re.MULTILINE)

_markdown = MarkdownIt("zero", {"breaks": True, "html": False, "maxNesting": MAX_NESTING}).enable(
    ["emphasis", "list", "link", "newline", "blockquote", "escape", "entity"]
)


def words(text: str) -> SafeString:
    """HTML for a text written by a person: paragraphs, emphasis, lists and links, nothing else."""
    cleaned = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return mark_safe(cleaned)  # noqa: S308 (nh3 has just cleaned it: the only place that may say so)


def plain(text: str) -> str:
    """The same words without their marks, on one line: for a card, a preview or a description."""
    if _MARKS.search(text):
        text = html.unescape(nh3.clean(_markdown.render(text), tags=set()))
    return " ".join(text.split())
