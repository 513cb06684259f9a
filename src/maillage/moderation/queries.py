"""Which cases somebody may handle, and in which order: `Case.objects.handled_by(moderator).waiting().in_order()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from maillage.residents import queries as residents
from maillage.residents.models import Resident, Role

if TYPE_CHECKING:
    from maillage.moderation.models import Case  # noqa: F401 - names the queryset's model

# What presses or was said between a few is for moderators.
URGENT = 3


class Cases(models.QuerySet["Case"]):
    def handled_by(self, handler: Resident) -> Self:
        """Those of a moderator's communes, and of a host's quarter; never one that concerns the handler.

        Concerned: the author, those named by the thing itself (members of a structure, those who talk), who reported
        it, and whoever a block hides from the handler (TRUST.md 6).
        """
        from maillage.moderation.models import Report

        places = self._of(handler, Role.Kind.MODERATOR) | (
            self._of(handler, Role.Kind.HOST) & Q(quarter=handler.quarter_id, is_private=False, severity__lt=URGENT)
        )
        own = Report.objects.filter(case=OuterRef("pk"), reporter=handler)
        found = self.filter(places).exclude(author=handler).exclude(concerned__contains=[handler.pk])
        hidden = residents.hidden_from(handler)
        if hidden:
            found = found.exclude(author__in=hidden)
        return found.filter(~Exists(own))

    @staticmethod
    def _of(handler: Resident, kind: Role.Kind) -> Q:
        charges = [charge for charge in handler.charges if charge.kind == kind]
        here = Q(commune__in=[charge.commune for charge in charges if charge.commune])
        return here | Q(commune__union__in=[charge.union for charge in charges if charge.union])

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def decided(self) -> Self:
        return self.filter(state="decided")

    def in_order(self) -> Self:
        """The gravest first, then the oldest."""
        return self.order_by("-severity", "id")

    def after(self, last: UUID) -> Self:
        """Those that come after one of them in this order; all of them when it is no longer there."""
        severity = self.model._default_manager.filter(pk=last).values_list("severity", flat=True).first()
        if severity is None:
            return self
        return self.filter(Q(severity__lt=severity) | Q(severity=severity, id__gt=last))
