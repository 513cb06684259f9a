"""What a decision does, and how it is undone: through what the domain of the thing registered, and on the account."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from maillage.moderation import subjects
from maillage.moderation.models import Decision, Measure
from maillage.moderation.states import Refused
from maillage.moderation.subjects import Hidden
from maillage.platform import clock
from maillage.residents import restraints
from maillage.residents.models import Resident
from maillage.residents.restraints import Restraints

# A limit that has ended leaves hidden what was hidden with it.
STILL_HIDING = ("in_force", "ended")


class CannotBeHidden(Refused):
    """Its domain has no way to hide it."""

    def __init__(self) -> None:
        super().__init__(_("Ce contenu ne peut pas être masqué : choisissez une autre mesure."))


def can_hide(kind: str) -> bool:
    known = subjects.named(kind)
    return known is not None and known.effects is not None


def may_be_mended(kind: str) -> bool:
    """Whether its author can still say it otherwise."""
    known = subjects.named(kind)
    return known is None or known.may_be_mended


def apply(decision: Decision) -> None:
    """Hide what is to be hidden, and hold the person to it. Raises CannotBeHidden."""
    if decision.hides:
        known = subjects.named(decision.case.subject_kind)
        if known is None or known.effects is None:
            raise CannotBeHidden
        hidden = known.effects.hide(decision.case.subject_id)
        if hidden is not None:
            decision.hidden, decision.photo = hidden.facts, hidden.photo
            decision.save(update_fields=["hidden", "photo"])
    restrain(decision.to)


def undo(decision: Decision) -> None:
    """Show again what it hid, unless another decision hides it too; free the person of it. Twice is once."""
    if decision.hidden is not None:
        hidden = Hidden(decision.hidden, decision.photo)
        other = _other_that_hides(decision)
        if other is not None:
            other.hidden, other.photo = hidden.facts, hidden.photo
            other.save(update_fields=["hidden", "photo"])
        elif (known := subjects.named(decision.case.subject_kind)) and known.effects:
            known.effects.show_again(decision.case.subject_id, hidden)
        decision.hidden = decision.photo = None
        decision.save(update_fields=["hidden", "photo"])
    restrain(decision.to)


def restrain(person: Resident | None) -> None:
    """Hold an account to all the decisions in force against it, and to nothing else."""
    if person is None:
        return
    lasting = Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now())
    in_force = list(Decision.objects.filter(lasting, to=person, state="in_force"))
    suspensions = [each for each in in_force if each.measure == Measure.SUSPEND]
    ends = [each.ends_at for each in suspensions if each.ends_at is not None]
    publishing = [each.ends_at for each in in_force if each.stops_publishing and each.ends_at]
    opening = [each.ends_at for each in in_force if each.stops_opening and each.ends_at]
    restraints.apply(
        person.pk,
        Restraints(
            suspended_at=min((each.decided_at for each in suspensions), default=None),
            suspended_until=max(ends) if suspensions and len(ends) == len(suspensions) else None,
            no_publishing_until=max(publishing, default=None),
            no_opening_until=max(opening, default=None),
        ),
    )


def _other_that_hides(decision: Decision) -> Decision | None:
    others = Decision.objects.filter(
        hides=True,
        state__in=STILL_HIDING,
        case__subject_kind=decision.case.subject_kind,
        case__subject_id=decision.case.subject_id,
    )
    return others.exclude(pk=decision.pk).order_by("pk").first()
