"""Contesting a decision, and answering: never by who decided, within six months (DSA, article 20)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.moderation import deciding, effects, statements, telling
from maillage.moderation.models import Appeal, Case, Decision, Measure, Report
from maillage.moderation.states import APPEALS, DECISIONS, Actor, Refused
from maillage.platform import clock
from maillage.residents import access as residents
from maillage.residents.models import Resident, Role

WITHIN = statements.CONTESTED_WITHIN


class TooLate(Refused):
    def __init__(self) -> None:
        super().__init__(_("Les six mois pour contester cette décision sont passés. Le tribunal reste ouvert."))


class NotForYou(Refused):
    """Whoever decided does not judge their own decision."""

    def __init__(self) -> None:
        super().__init__(_("Ce recours revient à une autre personne que celle qui a décidé."))


def may_contest(person: Resident, decision: Decision) -> bool:
    """Whether this person may contest it now: who it restrains, or who reported what was left as it is."""
    if clock.now() > decision.decided_at + WITHIN or decision.appeals.filter(by=person).exists():
        return False
    if decision.measure != Measure.NOTHING:
        return decision.is_to(person) and decision.state in {Decision.State.IN_FORCE, Decision.State.ENDED}
    is_reporter = Report.objects.filter(case=decision.case_id, reporter=person).exists()
    return is_reporter and decision.state == Decision.State.IN_FORCE


@transaction.atomic
def contest(person: Resident, decision: Decision, words: str) -> Appeal:
    """Ask another person to look again. Twice is once. Raises TooLate, Refused."""
    known = decision.appeals.filter(by=person).first()
    if known is not None:
        return known
    if clock.now() > decision.decided_at + WITHIN:
        raise TooLate
    if not may_contest(person, decision):
        raise Refused(_("Cette décision ne peut pas être contestée, ou ne peut plus l’être."))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                decision=decision,
                by=person,
                is_reporter=not decision.is_to(person),
                words=words,
                made_at=clock.now(),
                decided_by_id=decision.decided_by_id,
            )
    except IntegrityError:
        return decision.appeals.get(by=person)
    telling.other_moderators(made)
    return made


def must_be_another(handler: Resident, appeal: Appeal) -> None:
    """Raises NotForYou."""
    commune = appeal.decision.case.commune
    is_moderator = commune is not None and residents.holds(handler, Role.Kind.MODERATOR, commune=commune)
    if appeal.decided_by_id == handler.pk or not is_moderator:
        raise NotForYou


@transaction.atomic
def answer(handler: Resident, appeal: Appeal, after: Appeal.State, words: str) -> Appeal:
    """Confirm or reverse; a decision reversed is undone. Raises NotForYou, NoSuchTransition."""
    must_be_another(handler, appeal)
    case = Case.objects.select_for_update().get(pk=appeal.decision.case_id)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("to").get(pk=appeal.decision_id)
    decision.case = case
    locked = Appeal.objects.select_for_update(of=("self",)).select_related("by").get(pk=appeal.pk)
    locked.decision = decision
    APPEALS.must_allow(Appeal.State(locked.state), Actor.OTHER, after)
    locked.state, locked.answer, locked.answered_by, locked.answered_at = after, words, handler, clock.now()
    locked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if after == Appeal.State.REVERSED:
        _reverse(decision, case)
    telling.appellant(locked)
    return locked


def _reverse(decision: Decision, case: Case) -> None:
    DECISIONS.must_allow(Decision.State(decision.state), Actor.OTHER, Decision.State.REVERSED)
    decision.state, decision.over_at = Decision.State.REVERSED, clock.now()
    decision.save(update_fields=["state", "over_at"])
    effects.undo(decision)
    if decision.measure == Measure.NOTHING and case.state == Case.State.DECIDED:
        deciding.wait_again(case, Case.Again.CONTESTED, Actor.OTHER)
