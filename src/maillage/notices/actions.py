"""What domains ask of notices. They say what happened to whom; channels, hours and caps are decided here alone."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from maillage.notices.kinds import Facts, Kind
from maillage.notices.models import Notice
from maillage.platform import clock, live
from maillage.residents import queries as residents
from maillage.residents.models import Resident


@transaction.atomic
def tell(
    to: Resident, kind: Kind, *, path: str, by: Resident | None = None, facts: Facts | None = None, once: str = ""
) -> Notice | None:
    """Tell a person of something that happened to them, in the transaction in which it happened.

    `by` is who did it; nobody for time and the site itself. `path` is the page that shows it, on this site. The same
    `once`, to the same person for the same kind, is told once, whatever runs twice.

    None when it is not to be told: of one's own doing, by or to somebody suspended or gone, or between two whom a
    block hides from each other.
    """
    if not _may_be_told(to, by):
        return None
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                to=to, by=by, kind=kind.name, facts=dict(facts or {}), path=path, once=once, told_at=clock.now()
            )
    except IntegrityError:
        if not once or not Notice.objects.filter(to=to, kind=kind.name, once=once).exists():
            raise
        return None
    live.publish(f"resident:{to.pk}", "notice", str(notice.pk))
    return notice


def _may_be_told(to: Resident, by: Resident | None) -> bool:
    if to.is_suspended:
        return False
    if by is None:
        return True
    return by.pk != to.pk and not by.is_suspended and by.pk not in residents.hidden_from(to)
