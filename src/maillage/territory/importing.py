"""Reads address files into the local table: the national base (BAN), its hamlets, or a commune's own base (BAL)."""

from __future__ import annotations

import codecs
import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.territory.copying import copy_over
from maillage.territory.models import Address, Commune
from maillage.territory.spelling import fold

COLUMNS = (
    "key", "commune_id", "kind", "housenumber", "street", "postcode", "label", "search_label", "lat", "lon",
)  # fmt: skip
MOST_REFUSALS_KEPT = 100
LONGEST_KEY = 100
# Of a street in a key of our own, so that its commune and its house number fit too.
LONGEST_WORD = 80
POSTCODE = re.compile(r"[0-9]{5}", re.ASCII)

# The same fact under each format's name, first found first taken: BAN, BAN's hamlets, BAL 1.5 and BAL 1.1 to 1.4
# (https://adresse.data.gouv.fr/donnees-nationales, https://schema.data.gouv.fr/etalab/schema-bal).
_NAMES = {
    "key": ("id", "id_ban_adresse", "cle_interop"),
    "insee": ("code_insee", "commune_insee"),
    "street": ("nom_voie", "toponyme", "voie_nom", "nom_lieu_dit"),
    "hamlet": ("nom_ld", "lieudit_complement_nom"),
    "number": ("numero",),
    "suffix": ("rep", "suffixe"),
    "postcode": ("code_postal",),
    "lat": ("lat",),
    "lon": ("lon", "long"),
}
_NEEDED = ("insee", "street", "lat", "lon")
# A commune's base gives this number to what has none: a street without houses, or a hamlet.
_NO_NUMBER = "99999"
STREET_WORDS = re.compile(
    r"(allee|avenue|boulevard|chaussee|chemin|cite|cour|cours|esplanade|faubourg|grand rue|grande rue|impasse|mail|"
    r"passage|place|placette|pont|promenade|quai|residence|route|rue|ruelle|sentier|square|venelle|voie)\b"
)


class BadFile(Exception):
    """The file is not a list of addresses that we can read."""


@dataclass(frozen=True)
class Refusal:
    """A line that was left out, and why, in words for whoever can mend it."""

    line: int
    words: str


@dataclass
class Outcome:
    """What an import did: lines read, rows added or changed, lines refused (the first hundred said)."""

    lines: int = 0
    changed: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, line: int, words: str) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS_KEPT:
            self.refusals.append(Refusal(line, words))


@transaction.atomic
def import_addresses(path: Path) -> Outcome:
    """Load a CSV file, gzipped or not, whatever its delimiter and encoding, a line at a time.

    Lines that cannot be read are left out and said; the others replace addresses of the same identifier. Each street
    and hamlet is added at the middle of its houses. Raises BadFile when no line can be read or the file is spoilt: then
    nothing changed.
    """
    try:
        return _import(path)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadFile(_("Ce fichier compressé est abîmé ou incomplet. Téléchargez-le de nouveau.")) from None
    except UnicodeDecodeError:
        raise BadFile(_("Ce fichier n’est pas du texte. Enregistrez-le en CSV, codé en UTF-8.")) from None
    except csv.Error:
        raise BadFile(_("Une case de ce fichier ne finit pas : il y a un guillemet ouvert, ou de trop.")) from None


def _import(path: Path) -> Outcome:
    outcome = Outcome()
    # Read before: while COPY runs, the connection answers no query.
    communes = {commune.pk: commune for commune in Commune.objects.only("insee", "name", "postcodes")}
    with _opened(path) as lines:
        reader = csv.reader(lines, delimiter=_delimiter(lines))
        columns = _columns(next(reader, []))
        outcome.changed = copy_over(Address._meta.db_table, COLUMNS, "key", _rows(reader, columns, communes, outcome))
    if outcome.lines and outcome.refused == outcome.lines:
        first = outcome.refusals[0]
        raise BadFile(
            _("Aucune ligne n’a pu être lue. Ligne %(line)s : %(words)s") % {"line": first.line, "words": first.words}
        )
    return outcome


@dataclass
class _Middle:
    """A street or hamlet that only its houses tell."""

    name: str
    postcodes: Counter[str] = field(default_factory=Counter)
    lat: float = 0
    lon: float = 0
    houses: int = 0

    def add(self, lat: float, lon: float, postcode: str) -> None:
        self.postcodes[postcode] += 1
        self.lat += lat
        self.lon += lon
        self.houses += 1


def _rows(
    reader: Any, columns: dict[str, int], communes: dict[str, Commune], outcome: Outcome
) -> Iterator[tuple[Any, ...]]:
    seen: set[str] = set()
    middles: dict[tuple[str, str, str], _Middle] = {}
    for cells in reader:
        if not any(cells):
            continue
        outcome.lines += 1
        row = {name: _words(cells[place]) if place < len(cells) else "" for name, place in columns.items()}
        try:
            address = _address(row, communes)
        except ValueError as error:
            outcome.refuse(reader.line_num, str(error))
            continue
        if address.key not in seen:  # one address may have several positions: its first
            seen.add(address.key)
            yield _tuple(address)
        if address.kind == Address.Kind.HOUSENUMBER:
            parts = ((Address.Kind.STREET, address.street), (Address.Kind.LOCALITY, row.get("hamlet", "")))
            for part, name in parts:
                if name:
                    middle = middles.setdefault((address.commune_id, part.value, fold(name)), _Middle(name[:150]))
                    middle.add(address.lat, address.lon, address.postcode)
    for (insee, kind, folded), middle in middles.items():
        key = _key(insee, folded)
        if key not in seen:
            seen.add(key)
            lat, lon = middle.lat / middle.houses, middle.lon / middle.houses
            postcode = middle.postcodes.most_common(1)[0][0]
            yield _tuple(_made(key, communes[insee], kind, middle.name, "", postcode, lat, lon))


def _words(cell: str) -> str:
    """On one line, without what is no letter: PostgreSQL holds no NUL."""
    return " ".join(cell.replace("\0", " ").split())


def _address(row: dict[str, str], communes: dict[str, Commune]) -> Address:
    """The address of a line. Raises ValueError with words for whoever can mend the file."""
    for name in _NEEDED:
        if not row[name]:
            raise ValueError(_("il manque « %(column)s ».") % {"column": _NAMES[name][0]})
    commune = communes.get(row["insee"])
    if commune is None:
        raise ValueError(_("la commune %(insee)s n’est pas dans la liste nationale.") % {"insee": row["insee"]})
    lat, lon = _degrees(row["lat"], 90), _degrees(row["lon"], 180)
    number = "" if row.get("number", "") in {"", "0", _NO_NUMBER} else row["number"]
    housenumber = f"{number} {row.get('suffix', '')}".strip()[:12] if number else ""
    street = row["street"][:150]
    kind: str
    if housenumber:
        kind = Address.Kind.HOUSENUMBER
    else:
        kind = Address.Kind.STREET if STREET_WORDS.match(fold(street)) else Address.Kind.LOCALITY
    postcode = row.get("postcode", "") or (commune.postcodes[0] if len(commune.postcodes) == 1 else "")
    if postcode and not POSTCODE.fullmatch(postcode):
        raise ValueError(_("le code postal « %(text)s » n’a pas cinq chiffres.") % {"text": postcode[:40]})
    # A street's own row and the one that its houses tell are the same.
    key = row.get("key", "")[:LONGEST_KEY] if housenumber else ""
    key = key or _key(commune.pk, fold(street), fold(housenumber))
    return _made(key, commune, kind, street, housenumber, postcode, lat, lon)


def _degrees(text: str, most: float) -> float:
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(_("« %(text)s » n’est pas un nombre de degrés.") % {"text": text[:40]}) from None
    if not -most <= degrees <= most:
        raise ValueError(_("« %(text)s » n’est pas sur Terre : des degrés WGS 84 sont attendus.") % {"text": text[:40]})
    return degrees


def _made(
    key: str, commune: Commune, kind: str, street: str, housenumber: str, postcode: str, lat: float, lon: float
) -> Address:
    parts = (housenumber, street, postcode, commune.name)
    return Address(
        key=key,
        commune_id=commune.pk,
        kind=kind,
        housenumber=housenumber,
        street=street,
        postcode=postcode,
        label=" ".join(part for part in parts if part),
        search_label=fold(f"{street} {commune.name}"),
        lat=lat,
        lon=lon,
    )


def _tuple(address: Address) -> tuple[Any, ...]:
    return tuple(str(value) if isinstance(value := getattr(address, name), str) else value for name in COLUMNS)


def _key(insee: str, *words: str) -> str:
    return "_".join([insee, *(word.replace(" ", "-")[:LONGEST_WORD] for word in words if word)])


def _columns(header: list[str]) -> dict[str, int]:
    places = {name.strip().strip("\ufeff").lower(): place for place, name in enumerate(header)}
    found = {}
    for name, spellings in _NAMES.items():
        place = next((places[spelling] for spelling in spellings if spelling in places), None)
        if place is not None:
            found[name] = place
    missing = [" / ".join(_NAMES[name]) for name in _NEEDED if name not in found]
    if missing:
        raise BadFile(
            _(
                "Ce fichier n’est ni un extrait de la Base adresse nationale, ni une Base adresse locale."
                " Il manque : %s."
            )
            % ", ".join(missing)
        )
    return found


def _delimiter(lines: IO[str]) -> str:
    header = lines.readline(10_000)
    lines.seek(0)
    return max(";,\t|", key=header.count)


def _opened(path: Path) -> IO[str]:
    encoding = _encoding(path)
    errors = "replace" if encoding == "cp1252" else "strict"
    if _is_gzipped(path):
        return gzip.open(path, "rt", encoding=encoding, errors=errors, newline="")
    return path.open(encoding=encoding, errors=errors, newline="")


def _encoding(path: Path) -> str:
    """UTF-16 where its mark is (the "Unicode text" of spreadsheets), else UTF-8 where all is, else that of Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with gzip.open(path) if _is_gzipped(path) else path.open("rb") as content:
        block = content.read(1 << 20)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while block:
                decoder.decode(block)
                block = content.read(1 << 20)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _is_gzipped(path: Path) -> bool:
    with path.open("rb") as content:
        return content.read(2) == b"\x1f\x8b"
