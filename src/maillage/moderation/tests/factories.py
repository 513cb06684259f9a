"""Moderation for tests: `a_report(author)` is of a listing, by a new resident, whose case waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from maillage.moderation import actions, deciding, handling
from maillage.moderation.deciding import Verdict
from maillage.moderation.models import Case, Decision, Ground, Measure, Report
from maillage.moderation.subjects import Subject
from maillage.platform.ids import new_id
from maillage.residents.models import Resident, Role
from maillage.residents.tests.factories import a_resident, a_role


def a_subject(author: Resident | None, excerpt: str = "Achetez mes pilules", **changes: Any) -> Subject:
    fields: dict[str, Any] = {"title": excerpt, "excerpt": excerpt, "commune": None, "url": "/"} | changes
    return Subject(author=author, **fields)


def a_report(
    author: Resident,
    reporter: Resident | None = None,
    *,
    kind: str = "listing",
    subject_id: UUID | None = None,
    reason: str = "spam",
    explanation: str = "",
    contact: str = "",
    **subject: Any,
) -> Report:
    return actions.report(
        reporter, kind, subject_id or new_id(), a_subject(author, **subject), reason, explanation, contact=contact
    )


def a_moderator(name: str = "Solenn", commune: str = "22050", kind: Role.Kind = Role.Kind.MODERATOR) -> Resident:
    moderator = a_resident(name, commune)
    a_role(moderator, kind)
    return moderator


def a_verdict(measure: Measure = Measure.WARN, **changes: Any) -> Verdict:
    """One that is whole: with its reasons, its delay, its end."""
    fields: dict[str, Any] = {"measure": measure}
    if measure != Measure.NOTHING:
        fields |= {"ground": Ground.TERMS_RESPECT, "facts": "Vous avez écrit « pilules »."}
    if measure == Measure.MEND:
        fields["mend_within"] = timedelta(days=7)
    if measure in {Measure.LIMIT, Measure.SUSPEND}:
        fields["lasts"] = timedelta(days=7)
    if measure == Measure.LIMIT:
        fields["stops_publishing"] = True
    return Verdict(**(fields | changes))


def decided(handler: Resident, case: Case, measure: Measure = Measure.WARN, **changes: Any) -> Decision:
    """Taken and decided at once."""
    handling.take(handler, case)
    return deciding.decide(handler, case, a_verdict(measure, **changes))
