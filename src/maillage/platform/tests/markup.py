"""Reading pages in tests: strictly, so that broken HTML fails where it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib


class Markup:
    """A page, or a piece of one, that is valid HTML. Raises `html5lib.html5parser.ParseError` where it is not."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Element = (
            parser.parse(html) if "<!doctype" in html[:200].lower() else _wrapped(parser.parseFragment(html))
        )

    def all(self, tag: str, **attributes: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.root.iter(tag) if all(each.get(name) == value for name, value in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    def by_id(self, identifier: str) -> Element:
        (found,) = [each for each in self.root.iter() if each.get("id") == identifier]
        return found

    def ids(self) -> Iterator[str]:
        yield from (each.get("id", "") for each in self.root.iter() if each.get("id"))


def text(element: Element) -> str:
    """What is read, on one line."""
    return " ".join("".join(element.itertext()).split())


def _wrapped(fragment: Any) -> Element:
    root = Element("body")
    root.extend(list(fragment))
    return root
