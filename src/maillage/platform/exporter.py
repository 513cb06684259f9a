"""The one writer of CSV: a spreadsheet never runs what a person typed (TRUST.md 14)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV with a header; texts that a spreadsheet would run are made plain with a leading apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return stream.getvalue()


def harmless(value: object) -> object:
    """The value itself, or the text that shows the same and computes nothing."""
    return "'" + value if isinstance(value, str) and value.startswith(RUNS_AS_FORMULA) else value
