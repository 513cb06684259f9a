"""The catalogues: the program is written in French, `locale/en` says it in English.

`locale/fr` holds the sentences that have a plural, and nothing else: French counts zero as one ("0 annonce"), and only
a catalogue knows that. It is written whole by `extract`.

    python -m maillage.platform.translations extract | compile | check
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import polib

from maillage.platform.messages import PACKAGE, Message, all_messages

LOCALE = PACKAGE / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
FRENCH = LOCALE / "fr" / "LC_MESSAGES" / "django.po"
PLURALS = {ENGLISH: "nplurals=2; plural=(n != 1);", FRENCH: "nplurals=2; plural=(n > 1);"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
LINE_WIDTH = 110


def extract(messages: Iterable[Message] | None = None, english: Path = ENGLISH, french: Path = FRENCH) -> None:
    """Bring both catalogues to the messages of the sources: what is new comes empty in English, what left leaves."""
    found = _by_key(all_messages() if messages is None else messages)
    _write(english, "en", PLURALS[ENGLISH], _translated(found, _read(english)))
    _write(french, "fr", PLURALS[FRENCH], _own_words(found))


def compile_catalogues(locale: Path = LOCALE) -> None:
    """Write the binary catalogue of each `.po` beside it."""
    for catalogue in _catalogues(locale):
        polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))


def are_stale(locale: Path = LOCALE) -> bool:
    """Whether a catalogue changed since it was compiled."""
    return any(
        not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime
        for catalogue in _catalogues(locale)
        for compiled in [catalogue.with_suffix(".mo")]
    )


def faults(messages: Iterable[Message] | None = None, english: Path = ENGLISH, french: Path = FRENCH) -> Iterator[str]:
    """What keeps the translation from being complete and right, a line each."""
    found = _by_key(all_messages() if messages is None else messages)
    catalogue = {(entry.msgctxt or "", entry.msgid): entry for entry in _read(english)}
    for key, same in found.items():
        entry = catalogue.pop(key, None)
        where = f"{same[0].path}:{same[0].line}"
        if entry is None:
            yield f"{where}: not in the catalogue (run “make mend”): {key[1]!r}"
        else:
            yield from (f"{where}: {fault}: {key[1]!r}" for fault in _entry_faults(entry, same))
    for _, msgid in catalogue:
        yield f"{english.name}: nothing says this any more (run “make mend”): {msgid!r}"
    kept = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in _read(french)}
    if kept != {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in _own_words(found)}:
        yield f"{french.name}: the French plurals are not those of the sources (run “make mend”)"


def _entry_faults(entry: polib.POEntry, same: list[Message]) -> Iterator[str]:
    plural = _plural(same)
    if {message.plural for message in same} - {"", plural}:
        yield "two plurals for one singular"
    if entry.msgid_plural != plural:
        yield "its plural changed (run “make mend”)"
        return
    if entry.fuzzy:
        yield "marked as doubtful"
    translations = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
    if not all(translations):
        yield "not translated"
        return
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(plural))
    for index, translation in enumerate(translations):
        given = set(PLACEHOLDER.findall(translation))
        is_one = bool(plural) and index == 0  # "one neighbour" may leave the number out
        if given - wanted or (not is_one and wanted - given):
            yield f"placeholders differ in {translation!r}"


def _by_key(messages: Iterable[Message]) -> dict[tuple[str, str], list[Message]]:
    found: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        found.setdefault(message.key, []).append(message)
    return found


def _plural(same: list[Message]) -> str:
    return next((message.plural for message in same if message.plural), "")


def _translated(found: dict[tuple[str, str], list[Message]], known: Iterable[polib.POEntry]) -> Iterator[polib.POEntry]:
    former = {(entry.msgctxt or "", entry.msgid): entry for entry in known}
    for key, same in found.items():
        entry = _entry(same)
        if old := former.get(key):
            entry.flags, entry.tcomment = old.flags, old.tcomment
            if entry.msgid_plural:
                entry.msgstr_plural = old.msgstr_plural or {0: old.msgstr, 1: ""}
            else:
                entry.msgstr = old.msgstr or old.msgstr_plural.get(0, "")
        yield entry


def _own_words(found: dict[tuple[str, str], list[Message]]) -> Iterator[polib.POEntry]:
    for same in found.values():
        entry = _entry(same)
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            yield entry


def _entry(same: list[Message]) -> polib.POEntry:
    plural = _plural(same)
    return polib.POEntry(
        msgctxt=same[0].context or None,
        msgid=same[0].singular,
        msgid_plural=plural,
        msgstr_plural={0: "", 1: ""} if plural else {},
        occurrences=[(path, "") for path in sorted({message.path for message in same})],
    )


def _write(file: Path, language: str, plural_forms: str, entries: Iterable[polib.POEntry]) -> None:
    catalogue = polib.POFile(wrapwidth=LINE_WIDTH)
    catalogue.metadata = {
        "Project-Id-Version": "maillage",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms,
    }
    catalogue.extend(entries)
    file.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(file))


def _read(file: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(file)) if not entry.obsolete] if file.exists() else []


def _catalogues(locale: Path) -> list[Path]:
    return sorted(locale.glob("*/LC_MESSAGES/*.po"))


@click.group()
def command() -> None:
    """The catalogues of translations."""


@command.command("extract")
def extract_command() -> None:
    """Bring the catalogues to the messages of the sources."""
    extract()


@command.command("compile")
def compile_command() -> None:
    """Write the binary catalogues."""
    compile_catalogues()


@command.command("check")
def check() -> None:
    """Fail unless every message is translated, and rightly."""
    found = list(faults())
    for fault in found:
        click.echo(fault)
    sys.exit(bool(found))


if __name__ == "__main__":
    command()
