"""Statements built once: what the ORM would write again on every page costs more than what the server does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

Marks = TypeVar("Marks")


class Statement(Generic[Marks]):
    """A query of values whose words depend on nothing but what `marks` stand for.

    `build` writes it once, for marks (`values`, one by one) that nothing else in it equals; later, `row` puts other
    values in their places.
    """

    def __init__(self, build: Callable[[Marks], QuerySet[Any, Any]], marks: Marks, *values: object) -> None:
        self._build, self._marks, self._values = build, marks, values
        self._sql = ""
        self._parameters: list[Any] = []
        self._places: list[tuple[int, int]] = []

    def row(self, *values: Any) -> tuple[Any, ...]:
        """Its first row, with these values in the order of the marks'. One query. Raises LookupError without one."""
        if not self._sql:
            self._write()
        parameters = list(self._parameters)
        for place, number in self._places:
            parameters[place] = values[number]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found = cursor.fetchone()
        if found is None:
            raise LookupError("no row")
        return tuple(found)

    def _write(self) -> None:
        sql, parameters = self._build(self._marks).query.sql_with_params()
        self._parameters = list(parameters)
        self._places = [
            (place, number)
            for place, each in enumerate(parameters)
            for number, value in enumerate(self._values)
            if each == value
        ]
        self._sql = sql  # last: another thread may be about to read the rest
