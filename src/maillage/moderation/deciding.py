"""Deciding a case, and what time and its author do to the decision.

The case is locked before anything else, then the decision, then what it acts on: everywhere in this domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.moderation import actions, effects, handling, subjects, telling
from maillage.moderation.models import Case, Decision, Measure, Reason, Report
from maillage.moderation.states import CASES, DECISIONS, Actor, Refused
from maillage.platform import clock
from maillage.residents import access as residents
from maillage.residents.models import Resident, Role

# What a host may decide for the quarter; what touches the whole account is for moderators.
OF_HOSTS = (Measure.NOTHING, Measure.MEND, Measure.HIDE, Measure.WARN)


class NotYourMeasure(Refused):
    """A host cannot limit or suspend an account."""

    def __init__(self) -> None:
        super().__init__(_("Un hôte ne limite ni ne suspend un compte : rendez le dossier, la modération le prendra."))


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What somebody decides. Fields that the measure does not use stay empty."""

    measure: Measure
    ground: str = ""
    facts: str = ""
    hides: bool = False
    mend_within: timedelta | None = None
    lasts: timedelta | None = None
    stops_publishing: bool = False
    stops_opening: bool = False


def measures(handler: Resident, case: Case) -> list[Measure]:
    """What this person may decide of this case."""
    is_moderator = case.commune is not None and residents.holds(handler, Role.Kind.MODERATOR, commune=case.commune)
    allowed = list(Measure) if is_moderator else list(OF_HOSTS)
    if not effects.can_hide(case.subject_kind):
        allowed.remove(Measure.HIDE)
    if not effects.may_be_mended(case.subject_kind):
        allowed.remove(Measure.MEND)
    if case.author is None:
        of_content = {Measure.NOTHING, Measure.HIDE}
        if subjects.answering(case.subject_kind, case.subject_id):
            of_content |= {Measure.MEND, Measure.WARN}
        allowed = [each for each in allowed if each in of_content]
    return allowed


@transaction.atomic
def decide(handler: Resident, case: Case, verdict: Verdict) -> Decision:
    """Decide a case that one holds; a former decision on it gives way. The person concerned and those who reported it
    are told. Raises handling.NotHeld, NotYourMeasure, effects.CannotBeHidden.
    """
    locked = handling.held(handler, case)
    CASES.must_allow(Case.State(locked.state), Actor.HANDLER, Case.State.DECIDED)
    if verdict.measure not in measures(handler, locked):
        raise NotYourMeasure
    for former in locked.decisions.select_for_update().filter(state="in_force"):
        _pass(former, Decision.State.REPLACED, Actor.HANDLER)
        effects.undo(former)
    decision = _written(handler, locked, verdict)
    locked.state, locked.decided_at = Case.State.DECIDED, clock.now()
    locked.taken_by = locked.taken_until = None
    locked.save(update_fields=["state", "decided_at", "taken_by", "taken_until"])
    telling.author(decision)  # before a suspension, after which nothing is told
    effects.apply(decision)
    telling.reporters(decision)
    return decision


@transaction.atomic
def say_mended(author: Resident, decision: Decision) -> None:
    """The author has mended what was asked: it waits to be read again, as it is now. Twice is once. Raises Refused."""
    case = Case.objects.select_for_update().get(pk=decision.case_id)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if not decision.is_to(author) or decision.measure != Measure.MEND or decision.state != Decision.State.IN_FORCE:
        raise Refused(_("Cette décision ne demande plus de correction."))
    if decision.mended_at is not None:
        return
    decision.mended_at = clock.now()
    decision.save(update_fields=["mended_at"])
    subject = subjects.again(case.subject_kind, author, case.subject_id)
    waiting = wait_again(case, Case.Again.MENDED, Actor.AUTHOR)
    if subject is not None:
        actions.add(waiting, subject, Reason.OTHER, origin=Report.Origin.MENDED)


def end_due() -> int:
    """End the limits and suspensions whose time has come, and bring back what was not mended in time.

    Answers how many. Idempotent, and safe beside another run.
    """
    over = Decision.objects.filter(state="in_force", ends_at__lte=clock.now()).values_list("pk", "case")
    late = Decision.objects.filter(state="in_force", mend_by__lte=clock.now(), mended_at=None, case__state="decided")
    return sum(_end(*each) for each in list(over)) + sum(_late(each) for each in late.values_list("case", flat=True))


@transaction.atomic
def _end(decision_id: UUID, case_id: UUID) -> bool:
    Case.objects.select_for_update().get(pk=case_id)
    found = Decision.objects.select_for_update(of=("self",)).select_related("to", "case")
    decision = found.filter(pk=decision_id, state="in_force").first()
    if decision is None:
        return False
    _pass(decision, Decision.State.ENDED, Actor.CLOCK)
    effects.restrain(decision.to)
    telling.ended(decision)
    return True


@transaction.atomic
def _late(case_id: UUID) -> bool:
    case = Case.objects.select_for_update().filter(pk=case_id, state="decided").first()
    if case is None:
        return False
    wait_again(case, Case.Again.OVERDUE, Actor.CLOCK)
    return True


def wait_again(case: Case, again: Case.Again, actor: Actor) -> Case:
    """A decided case, locked, goes back to the queue; or the one that already waits about the same thing stands."""
    if case.state == Case.State.WAITING:
        return case
    CASES.must_allow(Case.State(case.state), actor, Case.State.WAITING)
    others = Case.objects.waiting().filter(subject_kind=case.subject_kind, subject_id=case.subject_id)
    if other := others.select_for_update().first():
        return other
    case.state, case.again, case.decided_at = Case.State.WAITING, again, None
    case.save(update_fields=["state", "again", "decided_at"])
    telling.handlers(case)
    return case


def _written(handler: Resident, case: Case, verdict: Verdict) -> Decision:
    now = clock.now()
    origins = set(case.reports.values_list("origin", flat=True))
    return Decision.objects.create(
        case=case,
        to=case.author,
        also_to=_beside(case, verdict),
        measure=verdict.measure,
        hides=verdict.hides or verdict.measure == Measure.HIDE,
        stops_publishing=verdict.stops_publishing,
        stops_opening=verdict.stops_opening,
        ground=verdict.ground,
        facts=verdict.facts,
        was_reported=Report.Origin.PERSON in origins,
        was_spotted=Report.Origin.MACHINE in origins,
        decided_by=handler,
        decided_at=now,
        mend_by=now + verdict.mend_within if verdict.mend_within else None,
        ends_at=now + verdict.lasts if verdict.lasts else None,
    )


def _beside(case: Case, verdict: Verdict) -> list[UUID]:
    """Those who answer for the content with its author; what is decided of the author alone is not for them."""
    is_of_content = verdict.measure in {Measure.MEND, Measure.HIDE, Measure.WARN} or verdict.hides
    if not is_of_content:
        return []
    others = subjects.answering(case.subject_kind, case.subject_id)
    return [each.pk for each in others if each.pk != case.author_id]


def _pass(decision: Decision, after: Decision.State, actor: Actor) -> None:
    DECISIONS.must_allow(Decision.State(decision.state), actor, after)
    decision.state, decision.over_at = after, clock.now()
    decision.save(update_fields=["state", "over_at"])
