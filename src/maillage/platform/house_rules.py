"""The rules of this house that no general tool knows: each guards a promise of the project.

    python -m maillage.platform.house_rules

A rule looks at one source and answers what breaks it. Tests and migrations are free of those that guard the running
program.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TypeGuard

import click

from maillage.platform.messages import PACKAGE

LONGEST_FILE = 450
READ = {".py", ".html", ".txt", ".xml", ".css", ".js"}
ATTICS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "stuff", "manager", "managers"}

# Who may do what the others must not, by path below the package.
OUTBOUND = {"httpx", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "smtplib.SMTP", "socket"}
HARMLESS = {"http.client.responses"}  # a table of words
MAY_GO_OUT = (
    "platform/fetcher",
    "platform/running.py",  # asks the site itself whether it answers
    "platform/live/testing.py",
)
MAY_DECODE_IMAGES = (
    "platform/media",
    "platform/icons.py",  # draws, and decodes nothing
    "demo/drawing.py",  # the same
)
MAY_MARK_SAFE = (
    "platform/rendering",
    "platform/templatetags/words.py",
)
MAY_READ_THE_CLOCK = ("platform/clock.py", "platform/progress.py", "platform/supervisor.py", "platform/embedded.py")
MAY_WRITE_INLINE = ("email/",)  # a message's style sheet cannot be a file

NAMES_OF_CODE = ("portal/templates/portal/components.html",)  # the living page of components is for those who write

CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


@dataclass(frozen=True)
class Source:
    """A file of the package."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.AST:
        return ast.parse(self.text, self.path)

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.path).suffix

    @property
    def is_python(self) -> bool:
        return self.suffix == ".py"

    @property
    def is_page(self) -> bool:
        return self.suffix == ".html"

    @property
    def is_test(self) -> bool:
        return "tests" in PurePosixPath(self.path).parts

    def is_among(self, places: tuple[str, ...]) -> bool:
        return self.path.startswith(places)

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Each module and name imported, dotted, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.lineno, node.module
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)

    def lines_with(self, pattern: re.Pattern[str]) -> Iterator[int]:
        return (self.text.count("\n", 0, found.start()) + 1 for found in pattern.finditer(self.text))


Fault = tuple[int, str]
Rule = Callable[[Source], Iterator[Fault]]
RULES: list[Rule] = []


def rule(check: Rule) -> Rule:
    RULES.append(check)
    return check


@rule
def objects_come_through_access(source: Source) -> Iterator[Fault]:
    """TRUST.md 1: no view fetches by an identifier of a request."""
    name = PurePosixPath(source.path)
    is_view = name.stem.startswith(("views", "feeds")) or "views" in name.parts or source.path.startswith("api/")
    if not source.is_python or source.is_test or not is_view:
        return
    for call in source.calls():
        way = dotted(call.func)
        is_shortcut = way.rsplit(".", 1)[-1] in {"get_object_or_404", "get_list_or_404"}
        if is_shortcut or (".objects." in way and way.endswith((".get", ".aget", ".in_bulk"))):
            yield call.lineno, "fetch through access.py, which answers 404 for what one may not see"


@rule
def only_the_fetcher_goes_out(source: Source) -> Iterator[Fault]:
    """TRUST.md 14: one way out, which checks the address."""
    if source.is_python and not source.is_test and not source.is_among(MAY_GO_OUT):
        harmless = {line for line, module in source.imports() if module in HARMLESS}
        for line, module in source.imports():
            if module in OUTBOUND and line not in harmless:
                yield line, f"{module}: requests leave through platform.fetcher, e-mail through platform.mailer"


@rule
def only_media_decodes_images(source: Source) -> Iterator[Fault]:
    """TRUST.md 14: pixels are counted before an image is decoded."""
    if source.is_python and not source.is_test and not source.is_among(MAY_DECODE_IMAGES):
        for line, module in source.imports():
            if module == "PIL" or module.startswith("PIL."):
                yield line, "images are decoded by platform.media only"
                return


@rule
def only_the_renderer_trusts_markup(source: Source) -> Iterator[Fault]:
    """TRUST.md 14: what people wrote becomes HTML in one place."""
    if source.is_python and not source.is_test and not source.is_among(MAY_MARK_SAFE):
        for call in source.calls():
            if dotted(call.func).rsplit(".", 1)[-1] in {"mark_safe", "SafeString", "SafeText"}:
                yield call.lineno, "use platform.rendering.words, or format_html for markup of ours"
    if source.is_page:
        for line in source.lines_with(re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")):
            yield line, "use the filter |words: nothing else is trusted"


@rule
def pages_hold_no_code(source: Source) -> Iterator[Fault]:
    """TRUST.md 15: the policy sent to browsers refuses inline scripts and styles."""
    if not source.is_page or any(place in source.path for place in MAY_WRITE_INLINE):
        return
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", re.I
    )
    for line in source.lines_with(inline):
        yield line, "no script or style within a page: a file of static/ or of css/"


@rule
def time_comes_from_the_clock(source: Source) -> Iterator[Fault]:
    """A deadline that reads the system's clock cannot be tested."""
    if source.is_python and not source.is_test and not source.is_among(MAY_READ_THE_CLOCK):
        for call in source.calls():
            if dotted(call.func) in CLOCKS or dotted(call.func).removeprefix("datetime.") in CLOCKS:
                yield call.lineno, "ask platform.clock, which a test can set"


@rule
def states_pass_by_their_table(source: Source) -> Iterator[Fault]:
    """TRUST.md 3: whatever changes a state asks a table of transitions first, in the same function."""
    if not source.is_python or source.is_test or "migrations" in PurePosixPath(source.path).parts:
        return
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef) and not _asks_a_table(function):
            for node in ast.walk(function):
                if _changes_a_state(node):
                    yield node.lineno, "ask the table of transitions first (platform.states)"


def _asks_a_table(function: ast.FunctionDef) -> bool:
    named = (dotted(node) for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute))
    return any(name.rsplit(".", 1)[-1] in {"must_allow", "TRANSITIONS"} for name in named)


def _changes_a_state(node: ast.AST) -> TypeGuard[ast.Assign | ast.Call]:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets)
    if isinstance(node, ast.Call) and dotted(node.func).endswith("update"):
        return any(keyword.arg == "state" for keyword in node.keywords)
    return False


@rule
def no_signal_between_domains(source: Source) -> Iterator[Fault]:
    """One must be able to say what saving a row does."""
    if source.is_python and not source.is_test:
        for line, module in source.imports():
            if module in {"django.db.models.signals", "django.dispatch.receiver"}:
                yield line, "call an action instead of listening to a signal"


@rule
def no_attic(source: Source) -> Iterator[Fault]:
    """What has no name of its own has no place of its own."""
    path = PurePosixPath(source.path)
    if ATTICS & {*path.parts[:-1], path.stem}:
        yield 1, "name the file for what it does"


@rule
def nothing_is_printed(source: Source) -> Iterator[Fault]:
    """A server has a log, a command has click.echo and progress."""
    if source.is_python and not source.is_test:
        for call in source.calls():
            if isinstance(call.func, ast.Name) and call.func.id == "print":
                yield call.lineno, "log it, or say it through platform.progress"


@rule
def files_are_short(source: Source) -> Iterator[Fault]:
    """A file tells one story."""
    lines = source.text.count("\n") + 1
    if lines > LONGEST_FILE and "static/" not in source.path:
        yield 1, f"{lines} lines, {LONGEST_FILE} at most: it tells more than one story"


@rule
def every_word_is_translatable(source: Source) -> Iterator[Fault]:
    """English is complete: no words of a page escape the catalogue."""
    if not source.is_page or source.is_among(NAMES_OF_CODE):
        return
    bare = UNTRANSLATED.sub(_blank, source.text)
    for pattern in (SPOKEN_ATTRIBUTE, BETWEEN_TAGS):
        for found in pattern.finditer(bare):
            words = [word for word in WORD.findall(found["words"]) if word not in PROPER_NAMES]
            if words:
                line = bare.count("\n", 0, found.start("words") + found["words"].find(words[0])) + 1
                yield line, f"mark for translation: {' '.join(found['words'].split())!r}"


# What is not a page's words: translated blocks, tags, values, comments, code and data blocks, and what says its own
# language (`lang="en"`).
UNTRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<!doctype[^>]*>|<(script|style|code|kbd|samp|pre|svg)\b.*?</\1>"
    r"|<(?!html\b)(\w+)\b[^<>]*\blang=\"\w+\"[^<>]*>[^<]*</\2>|&#?\w+;",
    re.DOTALL | re.I,
)
SPOKEN_ATTRIBUTE = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description|label)=\"(?P<words>[^\"]*)\"")
BETWEEN_TAGS = re.compile(r"(?:\A|>)(?P<words>[^<>]+)(?=<|\Z)")
WORD = re.compile(r"[^\W\d_]{2,}")
PROPER_NAMES = {"Maillage", "OpenStreetMap", "Atom", "km", "FR", "EN"}


def _blank(found: re.Match[str]) -> str:
    """Nothing, on as many lines."""
    return "\n" * found[0].count("\n")


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression; calls and subscripts on the way are passed over."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return dotted(node.func)
        case ast.Subscript():
            return dotted(node.value)
    return ""


def faults(package: Path = PACKAGE) -> Iterator[str]:
    """What breaks a rule in the package, a line each."""
    for file in sorted(package.rglob("*")):
        if file.suffix in READ and "migrations" not in file.parts and file.is_file():
            path = file.relative_to(package).as_posix()
            for line, sentence in broken(Source(path, file.read_text())):
                yield f"{package.name}/{path}:{line}: {sentence}"


def broken(source: Source) -> Iterator[Fault]:
    """What breaks a rule in one source."""
    for check in RULES:
        yield from check(source)


@click.command(help="The rules of this house.")
def command() -> None:
    found = list(faults())
    for fault in found:
        click.echo(fault)
    sys.exit(bool(found))


if __name__ == "__main__":
    command()
