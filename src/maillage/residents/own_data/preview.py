"""What closing an account takes away, and what stays, for how long and why: said before, from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, Count, Value

from maillage.platform import catalogue
from maillage.platform.catalogue import Column, Personal, StrOrPromise
from maillage.residents.models import Resident
from maillage.residents.own_data.gathering import rows_of


@dataclass(frozen=True)
class Staying:
    """Why something stays, and until when."""

    purpose: StrOrPromise
    until: StrOrPromise


@dataclass(frozen=True)
class Part:
    """A chapter of the catalogue, as far as the person has anything in it. `rows` counts what tells of them."""

    title: StrOrPromise
    rows: int
    leaving: list[StrOrPromise]
    staying: list[Staying]


def preview(resident: Resident) -> list[Part]:
    """Only chapters in which the person has something. One query for them all."""
    parts, counts = [], _counts(resident)
    for chapter in catalogue.chapters():
        counted = [(each, counts.get(each.model, 0)) for each in chapter.declarations]
        held = [(each, number) for each, number in counted if number]
        if held:
            parts.append(_part(chapter.title, held))
    return parts


def _counts(resident: Resident) -> dict[str, int]:
    """How many rows of each model tell of the person."""
    each, *others = [
        rows_of(declaration, resident)
        .order_by()
        .annotate(model_name=Value(declaration.model, output_field=CharField()))
        .values("model_name")
        .annotate(number=Count("pk"))
        .values_list("model_name", "number")
        for chapter in catalogue.chapters()
        for declaration in chapter.declarations
        if declaration.person is not None
    ]
    return dict(each.union(*others, all=True))


def _part(title: StrOrPromise, held: list[tuple[Personal, int]]) -> Part:
    columns = [column for each, _ in held for column in each.columns.values()]
    staying = {str(column.purpose): column for column in columns if column.kept.outlives_the_account}
    leaving = {str(column.purpose): column for column in columns if not column.kept.outlives_the_account}
    return Part(
        title,
        sum(number for _, number in held),
        [column.purpose for column in leaving.values()],
        [_staying(column) for column in staying.values()],
    )


def _staying(column: Column) -> Staying:
    return Staying(column.purpose, column.kept.label)
