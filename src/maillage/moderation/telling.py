"""Who hears that a case waits: who may handle it. Who hears of a decision: the person concerned, with every reason;
those who reported it, that it was looked into.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from maillage.moderation import access, kinds, statements
from maillage.moderation.models import Appeal, Case, Decision, Measure, Report, Severity
from maillage.notices import actions as notices
from maillage.platform import clock
from maillage.residents import letters
from maillage.residents.models import Resident, Role


def handlers(case: Case) -> None:
    """Those who may handle a case that waits: at once when it presses, else once a day. Nobody is named."""
    is_urgent = case.severity >= Severity.URGENT
    kind, path = (kinds.WAITS_URGENT, case.get_absolute_url()) if is_urgent else (kinds.WAITS, reverse("moderation"))
    facts = {"commune": case.commune.name if case.commune else ""} if is_urgent else {}
    for person in access.handlers(case):
        notices.tell(person, kind, path=path, facts=facts, once=str(case.pk if is_urgent else clock.today()))


def other_moderators(appeal: Appeal) -> None:
    """Those who may answer an appeal: never who decided, nor who made it."""
    path = reverse("moderation-appeal", args=[appeal.pk])
    for person in access.handlers(appeal.decision.case, Role.Kind.MODERATOR):
        if person.pk not in {appeal.decided_by_id, appeal.by_id}:
            notices.tell(person, kinds.APPEAL_WAITS, path=path, once=str(appeal.pk))


def author(decision: Decision) -> None:
    """The statement of reasons, on the site and by letter, to all it is said to. Nothing when nothing was decided."""
    if decision.measure == Measure.NOTHING:
        return
    path = decision.get_absolute_url()
    facts = {"title": decision.case.subject_title}
    beside = Resident.objects.filter(pk__in=decision.also_to).order_by("pk")
    for person in [*([decision.to] if decision.to else []), *beside]:
        notices.tell(person, kinds.DECIDED, path=path, facts=facts, once=str(decision.pk))
        with override(person.language):
            _write(person, "decided", {"statement": statements.of(decision, person), "path": path})


def ended(decision: Decision) -> None:
    if decision.to is not None:
        decision.to.refresh_from_db()
        notices.tell(decision.to, kinds.ENDED, path=decision.get_absolute_url(), once=str(decision.pk))


def appellant(appeal: Appeal) -> None:
    """What came of an appeal, with the words of who answered."""
    if appeal.by is None:
        return
    appeal.by.refresh_from_db()
    path = appeal_path(appeal)
    facts = {"is_reversed": appeal.state == Appeal.State.REVERSED}
    notices.tell(appeal.by, kinds.ANSWERED, path=path, facts=facts, once=str(appeal.pk))
    with override(appeal.by.language):
        _write(appeal.by, "answered", {"appeal": appeal, "path": path})


def appeal_path(appeal: Appeal) -> str:
    """Where who contested reads the answer: the statement, or the receipt of their report."""
    if not appeal.is_reporter:
        return appeal.decision.get_absolute_url()
    report = (
        Report.objects.filter(case=appeal.decision.case_id, reporter=appeal.by).values_list("pk", flat=True).first()
    )
    return reverse("report-receipt", args=[report]) if report else reverse("account")


def reporters(decision: Decision) -> None:
    """That it was looked into, without details (DSA, article 16.5). An address left for that is forgotten at once."""
    again = "-again" if decision.case.again == Case.Again.CONTESTED else ""
    reports = decision.case.reports.filter(origin=Report.Origin.PERSON).select_related("reporter")
    for report in reports:
        path = reverse("report-receipt", args=[report.pk])
        if report.reporter is not None:
            notices.tell(report.reporter, kinds.EXAMINED, path=path, once=f"{report.pk}{again}")
        elif report.contact:
            with override(settings.LANGUAGE_CODE):
                letters.send("examined", report.contact, {"report": report, "path": path}, domain="moderation")
            Report.objects.filter(pk=report.pk).update(contact="")


def _write(person: Resident, name: str, context: dict[str, object]) -> None:
    if person.is_active:
        letters.send(name, person.email, {**context, "resident": person}, domain="moderation")
