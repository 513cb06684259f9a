"""French typography in the sentences people read: checked, and mended.

The rules are those of the Imprimerie nationale (“Lexique des règles typographiques”): a narrow no-break space before
; ! ? % € and inside numbers, a no-break space before : and inside « », the curved apostrophe, one character for an
ellipsis. Only the words of messages are touched: placeholders, tags, addresses and code stay as they are.

    python -m maillage.platform.typography --check | --mend
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from maillage.platform.messages import PACKAGE, Unreadable, is_variable, literal_arguments, python_calls, sources

NARROW = "\u202f"
NO_BREAK = "\u00a0"
APOSTROPHE = "\u2019"
ELLIPSIS = "\u2026"
SPACES = f"[ {NO_BREAK}{NARROW}]"

# What is not words: tags and variables of templates, HTML, entities, placeholders, code, addresses, escapes.
KEPT = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\{\w*\}|%\(\w+\)[sd]|%%|%[sd]|</?[a-zA-Z!][^<>]*>|&#?\w+;|`[^`]*`"
    r"|https?://[^\s<>\"]+|[\w.+-]+@[\w.-]+|\\.",
    re.DOTALL,
)
# Each kept piece is set aside under a letter of the private use area, which stands for a word.
ASIDE = "\ue000"

RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=[\w{ASIDE}])'(?=[\w{ASIDE}«])"), APOSTROPHE),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), ELLIPSIS),
    # Marks in a row ("?!") take one space, before the first.
    (re.compile(rf"(?<=[^\s;!?]){SPACES}*(?=[;!?])(?![;!?]{SPACES}*=)"), NARROW),
    (re.compile(rf"(?<=\d){SPACES}*(?=[%€])|(?<={ASIDE}){SPACES}+(?=[%€])"), NARROW),
    (re.compile(rf"(?<=\S){SPACES}*(?=:(?:[\s»]|$))(?<!:)"), NO_BREAK),
    (re.compile(rf"(?<=«){SPACES}*(?=\S)|(?<=[^\s«]){SPACES}*(?=»)"), NO_BREAK),
    (re.compile(rf"(?<=[\d{ASIDE}]) (?=(?:km|m|cm|kg|g|h|min|s|ans?|Mo|Ko|Go)(?![\w{ASIDE}]))"), NO_BREAK),
)

# A number in groups of three: “10 000”, but neither “en 2014 300 personnes” nor a telephone number in pairs.
GROUPS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{SPACES}\d{{3}})+(?!\d)")

# Where a template says its words: the string of {% translate %} and of _(), the body of {% blocktranslate %}.
TEMPLATE_WORDS = re.compile(
    r"""(?P<before>\{%-?\s*trans(?:late)?\s+(?P<q1>["'])|\b_\((?P<q2>["'])|\{%\s*blocktrans(?:late)?\b[^%]*%\})"""
    r"(?P<words>.*?)(?P<after>(?(q1)(?P=q1)|(?(q2)(?P=q2)|\{%\s*endblocktrans(?:late)?\s*%\})))",
    re.DOTALL,
)
# Escapes that stand for what these rules write: read as the character itself.
ESCAPES = {r"\u202f": NARROW, r"\u00a0": NO_BREAK, r"\xa0": NO_BREAK, r"\u2019": APOSTROPHE, r"\u2026": ELLIPSIS}
# Escapes that are spaces: set aside under characters that are spaces too, while the rules apply.
LAYOUT = {r"\n": "\x1e", r"\t": "\x1f"}
STRING = re.compile(r"""(?P<prefix>[rRuU]*)(?P<quote>\"{3}|'{3}|["'])(?P<words>.*)(?P=quote)""", re.DOTALL)


def mended(words: str) -> str:
    """The same sentence with its typography right; mending twice changes nothing more."""
    aside: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        aside.append(found[0])
        return ASIDE

    if ASIDE in words:
        return words
    text = KEPT.sub(put_aside, words)
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    text = GROUPS.sub(lambda found: re.sub(SPACES, NARROW, found[0]), text)
    pieces = iter(aside)
    return re.sub(ASIDE, lambda _: next(pieces), text)


def mended_template(text: str) -> str:
    """The template with the typography of its messages right."""
    return TEMPLATE_WORDS.sub(lambda found: found["before"] + mended(found["words"]) + found["after"], text)


def mended_python(text: str) -> str:
    """The Python source with the typography of its messages right."""
    lines = text.encode().splitlines(keepends=True)
    for node in reversed(list(_python_words(text))):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        first, last = node.lineno - 1, node.end_lineno - 1
        whole = b"".join(lines[first : last + 1])
        start, end = node.col_offset, len(whole) - len(lines[last]) + node.end_col_offset
        whole = whole[:start] + _mended_literal(whole[start:end].decode()).encode() + whole[end:]
        lines[first : last + 1] = whole.splitlines(keepends=True)
    return b"".join(lines).decode()


def _python_words(text: str) -> Iterator[ast.Constant]:
    """The literals of the messages, in the order of the source."""
    constants: list[ast.Constant] = []
    for call, role in python_calls(ast.parse(text)):
        if not is_variable(call, role):
            constants.extend(literal_arguments(call, role))
    yield from sorted(constants, key=lambda node: (node.lineno, node.col_offset))


def _mended_literal(source: str) -> str:
    """A literal as it is written, which may be several strings one after the other."""
    # In brackets, so that strings on several lines are one expression.
    tokens = tokenize.generate_tokens(io.StringIO(f"({source})").readline)
    lines = f"({source})".splitlines(keepends=True)
    for token in reversed([token for token in tokens if token.type == tokenize.STRING]):
        (first, start), (last, end) = token.start, token.end
        whole = "".join(lines[first - 1 : last])
        stop = len(whole) - len(lines[last - 1]) + end
        whole = whole[:start] + _mended_string(whole[start:stop]) + whole[stop:]
        lines[first - 1 : last] = whole.splitlines(keepends=True)
    return "".join(lines)[1:-1]


def _mended_string(source: str) -> str:
    found = STRING.fullmatch(source)
    if found is None:
        return source
    words = found["words"]
    for escape, character in ESCAPES.items():
        words = words.replace(escape, character)
    for escape, character in LAYOUT.items():
        words = words.replace(escape, character)
    words = mended(re.sub(r"(?<=\w)\\'(?=\w)", APOSTROPHE, words))
    for escape, character in LAYOUT.items():
        words = words.replace(character, escape)
    return f"{found['prefix']}{found['quote']}{words}{found['quote']}"


def faults(package: Path = PACKAGE) -> Iterator[tuple[Path, int, str, str]]:
    """Each line whose typography is wrong: file, number, the line, the line mended."""
    for file in sources(package):
        text = file.read_text()
        for number, (line, better) in enumerate(zip(text.splitlines(), _mended(file).splitlines(), strict=True), 1):
            if line != better:
                yield file, number, line, better


def mend(package: Path = PACKAGE) -> list[Path]:
    """Mend every source; answer those that changed."""
    changed = []
    for file in sources(package):
        better = _mended(file)
        if better != file.read_text():
            file.write_text(better)
            changed.append(file)
    return changed


def _mended(file: Path) -> str:
    mender: Callable[[str], str] = mended_python if file.suffix == ".py" else mended_template
    try:
        return mender(file.read_text())
    except Unreadable as reason:
        raise Unreadable(f"{file}: {reason}") from reason


def visible(line: str) -> str:
    """The line with its no-break spaces shown."""
    return line.strip().replace(NARROW, "⍽").replace(NO_BREAK, "␣")


@click.command(help="French typography of the messages.")
@click.option("--check", "mode", flag_value="check", default=True, help="Say what is wrong, and fail.")
@click.option("--mend", "mode", flag_value="mend", help="Put it right.")
def command(mode: str) -> None:
    if mode == "mend":
        for file in mend():
            click.echo(f"mended {file}")
        return
    found = list(faults())
    for file, number, line, better in found:
        click.echo(f"{file}:{number}: {visible(line)}\n{'':8}write {visible(better)}")
    sys.exit(bool(found))


if __name__ == "__main__":
    command()
