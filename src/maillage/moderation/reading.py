"""What those who handle cases read: the excerpts reported, why, and never who reported them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.moderation import handling, worries
from maillage.moderation.models import Case, Decision, Measure, Reason, Report
from maillage.moderation.worries import Worry
from maillage.platform.models import Photo
from maillage.residents.models import Resident

CASES_A_PAGE = 30


@dataclass(frozen=True)
class Row:
    """A line of the queue."""

    case: Case
    reasons: tuple[str, ...]
    words: str
    reports: int
    is_mine: bool
    is_taken: bool
    measure: str = ""
    """The last decided, once it is."""

    @property
    def reports_words(self) -> str:
        if not self.reports:
            return _("Repéré à la publication")
        return ngettext("%(count)s signalement", "%(count)s signalements", self.reports) % {"count": self.reports}


def queue(handler: Resident, *, decided: bool = False, after: UUID | None = None) -> tuple[list[Row], UUID | None]:
    """A page of the cases that wait, the gravest first, then the oldest; or of those decided, the last first.

    Three queries at most, whatever their number; the cursor of the next page.
    """
    found = Case.objects.handled_by(handler).select_related("author", "commune")
    if decided:
        cases = found.decided().order_by("-id")
        cases = cases.filter(pk__lt=after) if after else cases
    else:
        cases = found.waiting().in_order()
        cases = cases.after(after) if after else cases
    page = list(cases[: CASES_A_PAGE + 1])
    shown = page[:CASES_A_PAGE]
    reports: dict[UUID, list[Report]] = {case.pk: [] for case in shown}
    for report in Report.objects.filter(case__in=shown).defer("reporter", "contact").order_by("created_at", "pk"):
        reports[report.case_id].append(report)
    last: dict[UUID, str] = {}
    for decision in Decision.objects.filter(case__in=shown).order_by("pk") if decided else ():
        last[decision.case_id] = str(decision.get_measure_display())
    rows = [_row(handler, case, reports[case.pk], last.get(case.pk, "")) for case in shown]
    return rows, shown[-1].pk if len(page) > CASES_A_PAGE else None


def _row(handler: Resident, case: Case, reports: list[Report], measure: str) -> Row:
    by_people = [each for each in reports if each.origin == Report.Origin.PERSON]
    return Row(
        case,
        tuple(dict.fromkeys(str(Reason(each.reason).label) for each in reports if each.origin != "mended")),
        _after_its_title(case, reports[-1].excerpt) if reports else "",
        len(by_people),
        handling.is_held_by(handler, case),
        handling.is_held_by_another(handler, case),
        measure,
    )


def _after_its_title(case: Case, excerpt: str) -> str:
    """What the line has not said yet."""
    return excerpt.removeprefix(case.subject_title).strip() or excerpt


@dataclass(frozen=True)
class Said:
    """One excerpt, as it was at a moment, with its photos, and why people reported it."""

    origin: str
    at: datetime
    excerpt: str
    photos: tuple[Photo, ...]
    explanations: tuple[tuple[str, str], ...]
    """Each a reason and, where it was given, the explanation."""


@dataclass(frozen=True)
class File:
    """All that may be read of a case."""

    case: Case
    said: tuple[Said, ...]
    worries: tuple[Worry, ...]
    alike: tuple[str, ...]
    decisions: tuple[Decision, ...]
    before: tuple[str, ...]
    """What was decided of the same author elsewhere, counted."""

    @property
    def is_reported(self) -> bool:
        """By somebody; else a program spotted it."""
        return any(said.origin == Report.Origin.PERSON for said in self.said)


def file(case: Case) -> File:
    """Four queries, whatever was reported."""
    reports = list(
        Report.objects.filter(case=case)
        .defer("reporter", "contact")
        .prefetch_related("exhibits__photo")
        .order_by("created_at", "pk")
    )
    worried = {worry.id: worry for report in reports for worry in worries.found(report.excerpt)}
    return File(
        case,
        tuple(_said(reports)),
        tuple(sorted(worried.values(), key=lambda worry: -worry.severity)),
        alike_words(case),
        tuple(case.decisions.order_by("pk")),
        _before(case),
    )


def _said(reports: list[Report]) -> list[Said]:
    """What several reported in the same words is read once."""
    together: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        together.setdefault((report.origin, report.excerpt), []).append(report)
    return [
        Said(
            origin,
            same[0].created_at,
            excerpt,
            tuple(exhibit.photo for exhibit in same[0].exhibits.all()),
            tuple((str(Reason(each.reason).label), each.explanation) for each in same if origin == "person"),
        )
        for (origin, excerpt), same in together.items()
    ]


def alike_words(case: Case) -> tuple[str, ...]:
    """What a case resembles, counted: never whose."""
    counted: dict[str, int] = case.alike
    said: list[str] = []
    if number := counted.get("text"):
        said.append(
            ngettext(
                "Le même texte est publié par %(count)s autre compte.",
                "Le même texte est publié par %(count)s autres comptes.",
                number,
            )
            % {"count": number}
        )
    if number := counted.get("photo"):
        said.append(
            ngettext(
                "La même photo sert à %(count)s autre compte.",
                "La même photo sert à %(count)s autres comptes.",
                number,
            )
            % {"count": number}
        )
    if number := counted.get("address"):
        said.append(
            ngettext(
                "La même boîte aux lettres électronique a ouvert %(count)s autre compte.",
                "La même boîte aux lettres électronique a ouvert %(count)s autres comptes.",
                number,
            )
            % {"count": number}
        )
    return tuple(said)


def _before(case: Case) -> tuple[str, ...]:
    """Decisions about the same person in the last year, those reversed left out."""
    if case.author_id is None:
        return ()
    others = Decision.objects.filter(to=case.author_id).exclude(case=case).exclude(state="reversed")
    counted = Counter(others.exclude(measure=Measure.NOTHING).values_list("measure", flat=True))
    return tuple(f"{Measure(measure).label} : {count}" for measure, count in sorted(counted.items()))


def outcome(report: Report) -> str:
    """What the person who reported it reads: that it was looked into, and whether something was done; nothing more."""
    last = report.case.decisions.exclude(state="reversed").order_by("-pk").first()
    if last is None or report.case.state == Case.State.WAITING:
        return _("Votre signalement attend d’être lu. Vous n’avez rien à faire de plus.")
    if last.measure == Measure.NOTHING:
        return _("Votre signalement a été examiné : rien n’a été trouvé qui soit contraire à la loi ou aux conditions.")
    return _("Votre signalement a été examiné, et une mesure a été prise.")
