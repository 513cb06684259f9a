"""Who may see what of moderation: a receipt, whoever sent the report; a case and its photos, those who may handle it; a
statement, the person it concerns; an appeal, another moderator than the one who decided.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from maillage.moderation.models import ANONYMOUS, Appeal, Case, Decision, Exhibit, Measure, Report
from maillage.platform.models import Photo
from maillage.residents import access as residents
from maillage.residents.models import Resident, Role


def receipt(viewer: Resident | None, report_id: UUID) -> Report:
    """A report, for its receipt. Raises Http404."""
    theirs = Q(reporter__isnull=True) | Q(reporter=viewer) if viewer else Q(reporter__isnull=True)
    found = Report.objects.select_related("case").filter(theirs, pk=report_id, origin="person").first()
    if found is None:
        raise Http404
    return found


def author_to_block(viewer: Resident | None, report: Report) -> Resident | None:
    """Whom the person who sent this report may block: its author, as long as the two may meet and it is signed."""
    case = report.case
    if case.subject_kind in ANONYMOUS:
        return None
    if viewer is None or report.reporter_id != viewer.pk or case.author_id in {None, viewer.pk}:
        return None
    if not viewer.is_settled or residents.is_suspended(viewer):
        return None
    return Resident.objects.visible_to(viewer).filter(pk=case.author_id).first()


def case(handler: Resident, case_id: UUID) -> Case:
    """A case that this person may handle. Raises Http404."""
    found = Case.objects.handled_by(handler).select_related("author", "commune").filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def handlers(case: Case, *kinds: str) -> list[Resident]:
    """Those who may handle this case now: moderators of its place, hosts of its quarter; or those of these kinds."""
    if case.commune is None:
        return []
    here = Q(roles__commune=case.commune) | Q(roles__union__isnull=False, roles__union=case.commune.union_id)
    charged = Resident.objects.filter(
        here, roles__kind__in=kinds or (Role.Kind.MODERATOR, Role.Kind.HOST), is_active=True, suspended_at=None
    )
    this = Case.objects.filter(pk=case.pk)
    return [each for each in charged.distinct().order_by("pk") if this.handled_by(each).exists()]


def photo(handler: Resident, photo_id: UUID) -> Photo:
    """A photo of what was reported, for somebody who may handle the case. Raises Http404."""
    mine = Case.objects.handled_by(handler)
    found = Exhibit.objects.filter(photo=photo_id, report__case__in=mine).select_related("photo").first()
    if found is None:
        raise Http404
    return found.photo


def waiting(handler: Resident) -> tuple[QuerySet[Case], QuerySet[Appeal]]:
    """What waits for this person: cases, and appeals; nothing for who handles none."""
    if not residents.holds(handler, Role.Kind.MODERATOR, Role.Kind.HOST):
        return Case.objects.none(), Appeal.objects.none()
    return Case.objects.handled_by(handler).waiting(), appeals(handler)


def appeals(moderator: Resident) -> QuerySet[Appeal]:
    """Those that this moderator may answer: in their places, against what another decided, and that concern others."""
    if not residents.holds(moderator, Role.Kind.MODERATOR):
        return Appeal.objects.none()
    waiting = Appeal.objects.filter(state="waiting", decision__case__in=Case.objects.handled_by(moderator))
    return waiting.exclude(decided_by=moderator).exclude(by=moderator)


def appeal(moderator: Resident, appeal_id: UUID) -> Appeal:
    """An appeal that this moderator may answer. Raises Http404."""
    found = appeals(moderator).select_related("decision__case__commune", "decision__to").filter(pk=appeal_id).first()
    if found is None:
        raise Http404
    return found


def statements(person: Resident) -> QuerySet[Decision]:
    """The decisions said to this person, of them or of what they answer for, the last first.

    What was left as it is, they never hear of.
    """
    theirs = Q(to=person) | Q(also_to__contains=[person.pk])
    found = Decision.objects.filter(theirs).exclude(measure=Measure.NOTHING)
    return found.select_related("case").order_by("-pk")


def statement(person: Resident, decision_id: UUID) -> Decision:
    """One of them. Raises Http404."""
    found = statements(person).filter(pk=decision_id).first()
    if found is None:
        raise Http404
    return found


def left_as_it_is(viewer: Resident | None, report: Report) -> Decision | None:
    """The decision that found nothing in what this person reported, for them to contest."""
    if viewer is None or report.reporter_id != viewer.pk:
        return None
    return report.case.decisions.filter(measure=Measure.NOTHING, state="in_force").first()
