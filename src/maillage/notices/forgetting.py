"""What is kept of notices leaves after its time (the catalogue says which: `Kept.NOTICE`, `Kept.SESSION`)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.notices.models import Letter, Notice, Subscription
from maillage.platform import clock
from maillage.residents.models import Session

KEPT_SEEN = timedelta(days=90)
KEPT = timedelta(days=365)
KEPT_EMPTY = timedelta(days=1)


def forget() -> None:
    """Delete what was seen long ago, and the browsers whose session ended. Idempotent."""
    now = clock.now()
    Notice.objects.filter(Q(seen_at__lt=now - KEPT_SEEN) | Q(told_at__lt=now - KEPT)).delete()
    Letter.objects.filter(left_at__lt=now - KEPT_SEEN).delete()
    # A day on which there was nothing to say is of use until it is over, in every time zone.
    Letter.objects.filter(left_at__isnull=True, day__lt=clock.today() - KEPT_EMPTY).delete()
    Subscription.objects.filter(~Exists(open_session())).delete()


def open_session() -> QuerySet[Session]:
    """The session in which a subscription was asked for, while it is open."""
    mine = {"resident": OuterRef("resident"), "device_id": OuterRef("device_id")}
    return Session.objects.filter(**mine, expire_date__gt=clock.now())
