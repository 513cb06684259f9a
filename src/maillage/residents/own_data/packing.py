"""One zip: the same data as JSON for programs and as a page for people, and the photos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import override

from maillage.platform import clock, media
from maillage.residents.models import Resident
from maillage.residents.own_data import gathering
from maillage.residents.own_data.gathering import Chapter, Told

STYLE = Path(__file__).parent / "page.css"


def pack(resident: Resident) -> bytes:
    """The zip, in the person's language."""
    with override(resident.language):
        chapters = gathering.gather(resident)
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            archive.writestr("donnees.json", _json(chapters))
            archive.writestr("donnees.html", _page(resident, chapters))
            archive.writestr("page.css", STYLE.read_text())
            for name, content in _photos(chapters):
                archive.writestr(name, content)
    return stream.getvalue()


def _json(chapters: list[Chapter]) -> str:
    content = {
        "site": settings.SITE_ADDRESS,
        "made_at": clock.now(),
        "chapters": [
            {
                "title": str(chapter.title),
                "tables": [
                    {
                        "model": table.model,
                        "columns": {told.name: _about(told) for told in table.rows[0]},
                        "rows": [{told.name: told.value for told in row} for row in table.rows],
                    }
                    for table in chapter.tables
                ],
            }
            for chapter in chapters
        ],
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _about(told: Told) -> dict[str, str]:
    column = told.column
    return {
        "purpose": str(column.purpose),
        "basis": str(column.basis.label),
        "kept": str(column.kept.label),
        "seen_by": str(column.seen_by.label),
    }


def _page(resident: Resident, chapters: list[Chapter]) -> str:
    """Values that serve one purpose stand together, under it: a person reads why before what."""
    shown = [
        {"title": chapter.title, "tables": [[_by_purpose(row) for row in table.rows] for table in chapter.tables]}
        for chapter in chapters
    ]
    context = {"resident": resident, "chapters": shown, "made_at": clock.now(), "site": settings.SITE_ADDRESS}
    return render_to_string("own_data/export.html", context)


def _by_purpose(row: list[Told]) -> list[dict[str, Any]]:
    purposes: dict[str, list[Told]] = {}
    for told in row:
        if told.words:
            purposes.setdefault(str(told.column.purpose), []).append(told)
    return [{"purpose": purpose, "told": told} for purpose, told in purposes.items()]


def _photos(chapters: list[Chapter]) -> Iterator[tuple[str, bytes]]:
    seen = set()
    for told in (told for chapter in chapters for table in chapter.tables for row in table.rows for told in row):
        if told.photo is not None and told.photo.pk not in seen:
            seen.add(told.photo.pk)
            file = media.path(told.photo.pk, media.LARGE)
            if file.exists():
                yield str(told.value), file.read_bytes()
