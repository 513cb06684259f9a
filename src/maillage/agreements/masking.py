"""Keeping what was said of an agreement from being shown, and showing it again: for decisions of moderation.

The words stay as they were said: only whether they are shown changes. Each is called in the transaction of a decision.
"""

from __future__ import annotations

from uuid import UUID

from maillage.agreements.models import Statement, Turn, Version
from maillage.platform import clock

Masked = type[Version] | type[Statement] | type[Turn]


def mask(model: Masked, pk: UUID) -> bool:
    """Whether it was shown."""
    return bool(model._default_manager.filter(pk=pk, masked_at__isnull=True).update(masked_at=clock.now()))


def show_again(model: Masked, pk: UUID) -> bool:
    """Undo `mask`; whether it was masked."""
    return bool(model._default_manager.filter(pk=pk, masked_at__isnull=False).update(masked_at=None))
