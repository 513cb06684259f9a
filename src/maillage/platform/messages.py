"""The words of the program: every French sentence that its sources mark for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent


class Role(NamedTuple):
    """Which argument of a function is what."""

    context: int | None
    singular: int
    plural: int | None


ROLES = {
    "gettext": Role(None, 0, None),
    "ngettext": Role(None, 0, 1),
    "pgettext": Role(0, 1, None),
    "npgettext": Role(0, 1, 2),
}
FUNCTIONS = {f"{name}{suffix}": role for name, role in ROLES.items() for suffix in ("", "_lazy")} | {
    "gettext_noop": ROLES["gettext"]
}
# `templatize` writes a template as calls to these functions in a field of X.
TEMPLATE_CALL = re.compile(r"\b(?:gettext|ngettext|pgettext|npgettext|_)\(")
LITERAL_FIRST = re.compile(r"\s*[uU]?[\"']")


class Unreadable(ValueError):
    """A sentence marked for translation that cannot be known without running the program."""


@dataclass(frozen=True)
class Message:
    """A sentence to translate, where it was found."""

    singular: str
    plural: str
    context: str
    path: str
    line: int

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other, as in a catalogue."""
        return self.context, self.singular


def all_messages(package: Path = PACKAGE) -> list[Message]:
    """Every message of the package, in the order of files and lines. Raises Unreadable."""
    found: list[Message] = []
    for file in sources(package):
        path = file.relative_to(package.parent).as_posix()
        text = file.read_text()
        found.extend(in_python(text, path) if file.suffix == ".py" else in_template(text, path))
    return found


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """The files whose sentences people read: Python and templates, tests and migrations aside."""
    for file in sorted(package.rglob("*")):
        within = file.relative_to(package).parts
        if "tests" in within or "migrations" in within:
            continue
        if file.suffix == ".py" or (file.suffix in {".html", ".txt", ".xml"} and "templates" in within):
            yield file


def in_python(text: str, path: str) -> Iterator[Message]:
    """The messages of a Python source. Raises Unreadable."""
    for call, role in python_calls(ast.parse(text, path)):
        if not is_variable(call, role):
            yield _message(call, role, path, call.lineno)


def python_calls(tree: ast.AST) -> Iterator[tuple[ast.Call, Role]]:
    """The calls to Django's translation functions, under whatever name they were imported."""
    names: dict[str, Role] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {
                alias.asname or alias.name: FUNCTIONS[alias.name] for alias in node.names if alias.name in FUNCTIONS
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node, names[node.func.id]


def is_variable(call: ast.Call, role: Role) -> bool:
    """Whether the sentence comes from elsewhere, where it is marked (with `gettext_noop` or as a lazy one)."""
    place = role.singular
    return place < len(call.args) and isinstance(call.args[place], ast.Name | ast.Attribute | ast.Subscript)


def literal_arguments(call: ast.Call, role: Role) -> list[ast.Constant]:
    """The arguments that hold words: the singular, then the plural if any. Raises Unreadable."""
    places = [role.singular] if role.plural is None else [role.singular, role.plural]
    found = [call.args[place] for place in places if place < len(call.args)]
    constants = [node for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if len(constants) != len(places):
        raise Unreadable("give the sentence itself, with %(names)s for what varies")
    return constants


def in_template(text: str, path: str) -> Iterator[Message]:
    """The messages of a Django template. Raises Unreadable."""
    calls = templatize(text, origin=path)
    for found in TEMPLATE_CALL.finditer(calls):
        if not LITERAL_FIRST.match(calls, found.end()):
            continue  # {% translate variable %}: its words are marked where they are written
        call = _parsed_call(calls, found.start())
        assert isinstance(call.func, ast.Name)
        role = ROLES["gettext" if call.func.id == "_" else call.func.id]
        yield _message(call, role, path, calls.count("\n", 0, found.start()) + 1)


def _parsed_call(text: str, start: int) -> ast.Call:
    """The shortest piece of `text` from `start` that is a whole call."""
    end = start
    while (end := text.find(")", end) + 1) > 0:
        try:
            node = ast.parse(text[start:end], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(node, ast.Call):
            return node
    raise Unreadable(f"no end to {text[start : start + 60]!r}")


def _message(call: ast.Call, role: Role, path: str, line: int) -> Message:
    try:
        words = [str(constant.value) for constant in literal_arguments(call, role)]
        context = ""
        if role.context is not None:
            context = ast.literal_eval(call.args[role.context])
    except ValueError as reason:
        raise Unreadable(f"{path}:{line}: {reason}") from reason
    return Message(words[0], words[1] if len(words) > 1 else "", context, path, line)
