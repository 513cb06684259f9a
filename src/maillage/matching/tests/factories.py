"""Wants for tests: `a_want(words="perceuse")` is a search saved by a new resident."""

from __future__ import annotations

from typing import Any

from maillage.listings.models import Listing, Mode
from maillage.matching import actions
from maillage.matching.actions import Search
from maillage.matching.models import Approach, Want
from maillage.platform import clock
from maillage.residents.models import Resident
from maillage.residents.tests.factories import a_resident


def a_want(resident: Resident | None = None, **search: Any) -> Want:
    """A saved search; without filters, of any loan or gift around the resident."""
    if not (search.get("words") or search.get("category") or search.get("modes")):
        search["modes"] = (Mode.LOAN, Mode.GIFT)
    return actions.save(resident or a_resident(), Search(**search))


def an_approach(request: Listing, resident: Resident) -> Approach:
    """A request that was offered to somebody."""
    return Approach.objects.create(request=request, resident=resident, wave=1, reason="listings", made_at=clock.now())
