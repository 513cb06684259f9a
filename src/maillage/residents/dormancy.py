"""Accounts that nobody uses any more: warned after 22 and 23 months without a visit, erased after 24 (TRUST.md 20).

Months are counted from the end of the month of the last visit, since no day is kept: nobody is erased early.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from maillage.platform import clock, months
from maillage.residents import actions, letters
from maillage.residents.models import Resident

WARNED_AFTER = (22, 23)
ERASED_AFTER = 24
# A warning leaves time to come back, even where the jobs did not run for a season. The shortest month has 28 days.
NOTICE = timedelta(days=28)


def tend() -> None:
    """Take each account that nobody uses one step further. Idempotent; a run cut short is taken up by the next."""
    for resident_id in _due(ERASED_AFTER, warnings=len(WARNED_AFTER)).values_list("pk", flat=True):
        _erase(resident_id)
    for warnings in reversed(range(len(WARNED_AFTER))):
        for resident_id in _due(WARNED_AFTER[warnings], warnings=warnings).values_list("pk", flat=True):
            _warn(resident_id, warnings)


def erased_on(resident: Resident) -> date:
    """When a resident is erased at the soonest, were they never to come back."""
    warnings_left = len(WARNED_AFTER) - resident.warnings_sent
    in_time = (resident.warned_on or clock.today()) + NOTICE * (warnings_left + 1)
    return max(months.after(_last_month(resident), ERASED_AFTER + 1), in_time)


def _due(whole_months: int, *, warnings: int) -> QuerySet[Resident]:
    """Those who did not come for so many whole months, and had so many warnings, the last long enough ago.

    The suspended too: what is kept of them is kept no longer than of others.
    """
    month = months.before(clock.today(), whole_months + 1)
    unseen = Q(last_active_on__lte=month) | Q(last_active_on__isnull=True, joined_at__date__lt=months.after(month, 1))
    told = Q(warned_on__isnull=True) | Q(warned_on__lte=clock.today() - NOTICE)
    return Resident.objects.filter(unseen, told, is_active=True, warnings_sent=warnings).order_by("pk")


@transaction.atomic
def _warn(resident_id: UUID, warnings: int) -> None:
    """The letter leaves with the row that says it left, or neither does."""
    resident = _due(WARNED_AFTER[warnings], warnings=warnings).select_for_update().filter(pk=resident_id).first()
    if resident is None or actions.is_last_operator(resident):
        return
    resident.warnings_sent, resident.warned_on = warnings + 1, clock.today()
    resident.save(update_fields=["warnings_sent", "warned_on"])
    letters.tell(
        resident,
        "dormant",
        {
            "months": WARNED_AFTER[warnings],
            "erased_on": erased_on(resident),
            "is_last": resident.warnings_sent == len(WARNED_AFTER),
        },
    )


@transaction.atomic
def _erase(resident_id: UUID) -> None:
    """Unless they came back meanwhile, or nobody else looks after the site."""
    due = _due(ERASED_AFTER, warnings=len(WARNED_AFTER))
    resident = due.select_for_update().filter(pk=resident_id).first()
    if resident is not None and not actions.is_last_operator(resident):
        actions.leave(resident)


def _last_month(resident: Resident) -> date:
    return resident.last_active_on or months.first_day(resident.joined_at.date())
