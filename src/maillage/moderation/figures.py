"""The figures of each year (DSA, articles 15 and 24): how much was reported, decided, contested, and how soon.

Counted every night before anything leaves; those of a past year are final. Counts under five are not told: in a small
commune a one is somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.moderation.models import Appeal, Decision, Ground, Measure, Reason, Report, Yearly
from maillage.platform import clock, exporter

# The usual threshold of French public statistics about people.
LEAST = 5
HOUR = 3600


def count() -> None:
    """Count this year again, and the last for good where it is not yet. Idempotent."""
    this_year = timezone.localtime(clock.now()).year
    for year in (this_year - 1, this_year):
        kept, _is_new = Yearly.objects.get_or_create(year=year, defaults={"counted_at": clock.now()})
        if not kept.is_final:
            kept.counts, kept.counted_at, kept.is_final = _counted(year), clock.now(), year < this_year
            kept.save()


def _counted(year: int) -> dict[str, Any]:
    reports = _within(Report.objects.exclude(origin=Report.Origin.MENDED), "created_at", year)
    decisions = list(_within(Decision.objects.select_related("case"), "decided_at", year))
    appeals = list(_within(Appeal.objects.exclude(state="waiting"), "answered_at", year))
    delays = [(each.decided_at - each.case.opened_at).total_seconds() / HOUR for each in decisions]
    answers = [(each.answered_at - each.made_at).total_seconds() / HOUR for each in appeals if each.answered_at]
    restricting = [each for each in decisions if each.measure != Measure.NOTHING]
    return {
        "reason": Counter(reports.filter(origin="person").values_list("reason", flat=True)),
        "own": {"spotted": reports.filter(origin="machine").count()},
        "measure": Counter(each.measure for each in decisions),
        "ground": Counter(each.ground for each in restricting),
        "origin": Counter("reported" if each.was_reported else "own" for each in restricting),
        "appeal": Counter(each.state for each in appeals),
        "hours": {"decision": _median(delays), "appeal": _median(answers)},
    }


def _within(rows: QuerySet[Any], field: str, year: int) -> QuerySet[Any]:
    first, last = (timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001
    return rows.filter(**{f"{field}__gte": first, f"{field}__lt": last})


def _median(hours: list[float]) -> float | None:
    """Of a few it would tell of one."""
    return round(median(hours), 1) if len(hours) >= LEAST else None


@dataclass(frozen=True)
class Row:
    name: str
    words: str


@dataclass(frozen=True)
class Table:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Shown:
    """The figures of a year, as anybody may read them."""

    year: int
    is_final: bool
    counted_at: datetime
    tables: tuple[Table, ...]
    is_quiet: bool = False
    """Nothing was reported, spotted, decided nor contested."""


def shown() -> list[Shown]:
    """Every year with figures, the last first. One query."""
    return [
        Shown(each.year, each.is_final, each.counted_at, tuple(_tables(each.counts)), _is_quiet(each.counts))
        for each in Yearly.objects.order_by("-year")
        if each.counts
    ]


def _is_quiet(counts: Mapping[str, Any]) -> bool:
    return not any(number for name, row in counts.items() if name != "hours" for number in row.values())


def csv_text() -> str:
    """The same figures, as a table to download."""
    rows = [
        (each.year, table.title, row.name, row.words) for each in shown() for table in each.tables for row in table.rows
    ]
    return exporter.csv_text([_("Année"), _("Tableau"), _("Ligne"), _("Nombre")], rows)


def _tables(counts: Mapping[str, Any]) -> Iterable[Table]:
    yield _table(_("Signalements reçus, par motif"), Reason.choices, counts["reason"])
    spotted = [("spotted", _("Contenus repérés à la publication, puis lus"))]
    yield _table(_("De notre propre initiative"), spotted, counts["own"], is_summed=False)
    yield _table(_("Décisions, par mesure"), Measure.choices, counts["measure"])
    yield _table(_("Restrictions, par fondement"), Ground.choices, counts["ground"])
    origins = [("reported", _("À la suite d’un signalement")), ("own", _("De notre propre initiative"))]
    yield _table(_("Restrictions, par origine"), origins, counts["origin"])
    yield _table(
        _("Recours examinés"), [each for each in Appeal.State.choices if each[0] != "waiting"], counts["appeal"]
    )
    yield Table(
        _("Délais médians"),
        (
            Row(_("Du premier signalement à la décision"), _hours(counts["hours"]["decision"])),
            Row(_("D’un recours à sa réponse"), _hours(counts["hours"]["appeal"])),
        ),
    )


def _table(
    title: str, choices: Iterable[tuple[Any, Any]], counted: Mapping[str, int], *, is_summed: bool = True
) -> Table:
    rows = [Row(str(name), said(counted.get(value, 0))) for value, name in choices]
    if is_summed:
        rows.append(Row(_("Total"), _total(list(counted.values()))))
    return Table(title, tuple(rows))


def said(number: int) -> str:
    """A count, unless it is small enough to be somebody."""
    return _("moins de 5") if 0 < number < LEAST else str(number)


def _total(numbers: list[int]) -> str:
    """A sum, unless taking the rest from it would tell a small count."""
    small = [number for number in numbers if 0 < number < LEAST]
    if len(small) == 1 or 0 < sum(small) < LEAST:
        return _("non communiqué")
    return said(sum(numbers))


def _hours(hours: float | None) -> str:
    if hours is None:
        return _("trop peu pour le dire")
    return _("%(number)s h") % {"number": f"{hours:g}".replace(".", ",")}
