"""The one renderer of what people write: a small Markdown, then nh3 (TRUST.md 14)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}
# Letters grow exponentially with nested quotes and lists in HTML; nobody needs more.
MAX_NESTING = 8
# Without one of these, a text reads the same with and without Markdown.
_MARKS = re.compile(r"[*_\[\\&]|^[ \t]*(?:>|[-+]|\d+[.)])", re.MULTILINE)

# Characters that could end a block of data, as JSON escapes; the same as Django's json_script.
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

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


def linked_data(described: Mapping[str, Any]) -> SafeString:
    """What search engines read of a page (schema.org), as an element for its head.

    The block is data, not a script: browsers do not run it and the content security policy does not concern it (HTML
    standard, "prepare the script element": a type that is not JavaScript's ends there, before the policy is asked).
    """
    text = json.dumps(described, ensure_ascii=False).translate(_JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped)


def plain(text: str) -> str:
    """The same words without their marks, on one line: for a card, a preview or a description."""
    if _MARKS.search(text):
        text = html.unescape(nh3.clean(_markdown.render(text), tags=set()))
    return " ".join(text.split())
