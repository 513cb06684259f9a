"""All that the catalogue says is a person's, found through the way that it declares from each row to its person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.platform import catalogue
from maillage.platform.catalogue import Column, Personal, StrOrPromise
from maillage.platform.models import Photo
from maillage.residents import queries
from maillage.residents.models import Resident


@dataclass(frozen=True)
class Told:
    """One column of a row: as data (`value`), and in words (`words`)."""

    name: str
    column: Column
    value: Any
    words: str
    photo: Photo | None = None


@dataclass(frozen=True)
class Table:
    """The rows of one model that tell of the person."""

    model: str
    rows: list[list[Told]]


@dataclass(frozen=True)
class Chapter:
    title: StrOrPromise
    tables: list[Table]


def gather(resident: Resident) -> list[Chapter]:
    """Each column that is exported, of each row that tells of the person."""
    chapters = []
    for chapter in catalogue.chapters():
        tables = [Table(each.model, list(_told(each, resident))) for each in chapter.declarations]
        if any(table.rows for table in tables):
            chapters.append(Chapter(chapter.title, [table for table in tables if table.rows]))
    return chapters


def rows_of(declaration: Personal, resident: Resident) -> QuerySet[Model]:
    """The rows of a declared model that tell of the person; none where the catalogue knows of no way to them."""
    everything: QuerySet[Model] = apps.get_model(declaration.model)._default_manager.all()
    if declaration.person is None:
        return everything.none()
    if not declaration.person:
        return everything.filter(pk=resident.pk)
    theirs = Q()
    for path in (declaration.person, *declaration.also):
        theirs |= Q(**{path: resident})
    if declaration.untold:
        theirs &= ~Q(**declaration.untold)
    return everything.filter(pk__in=everything.filter(theirs).values("pk")).order_by("pk")


def _told(declaration: Personal, resident: Resident) -> Iterator[list[Told]]:
    """What is another's in a row of several people is empty, and their name is the one that the site shows."""
    exported = {name: column for name, column in declaration.columns.items() if column.is_exported}
    if not exported:
        return
    related = [name for name in exported if apps.get_model(declaration.model)._meta.get_field(name).many_to_one]
    hidden = queries.hidden_from(resident)
    for row in rows_of(declaration, resident).select_related(*related).iterator(chunk_size=500):
        anothers = {name for name, path in declaration.own.items() if _at(row, path) != resident}
        yield [
            Told(name, column, None, "") if name in anothers else _of(row, name, column, resident, hidden)
            for name, column in exported.items()
        ]


def _at(row: Any, path: str) -> Any:
    """The person at the end of a path of relations."""
    for step in path.split("__"):
        row = getattr(row, step) if row is not None else None
    return row


def _of(row: Model, name: str, column: Column, resident: Resident, hidden: Collection[UUID]) -> Told:
    value = getattr(row, name)
    if isinstance(value, Resident) and value != resident and (value.is_suspended or value.pk in hidden):
        return Told(name, column, _("Une personne"), _("Une personne"))
    if isinstance(value, Photo):
        return Told(name, column, f"photos/{value.pk}.webp", f"photos/{value.pk}.webp", photo=value)
    if isinstance(value, Model):
        said = str(value) if type(value).__str__ is not Model.__str__ else str(value.pk)
        return Told(name, column, said, said)
    label = getattr(row, f"get_{name}_display", None)
    return Told(name, column, _plain(value), str(label()) if label and value else words(value))


def _plain(value: Any) -> Any:
    """What JSON can say."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def words(value: Any) -> str:
    """A value as one reads it; nothing for nothing."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
