"""What our queries compare with, besides Django's own lookups."""

from __future__ import annotations

from typing import Any

from django.db.models import Lookup


class Among(Lookup):
    """`cell__among=[…]`: as `__in`, but the numbers travel as one array, one parameter instead of hundreds."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(self.rhs))
