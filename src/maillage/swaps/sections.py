"""What the page of a swap shows besides where it stands, and who hears that it passed from a state to another.

Domains above register at start-up; what they do is part of the transaction of the passage.
"""

from __future__ import annotations

from maillage.platform.following import Followers
from maillage.platform.sections import Sections
from maillage.residents.models import Resident
from maillage.swaps.models import State, Swap

PAGE: Sections[Swap, Resident] = Sections()
"""What the page shows of a swap to one of its two people."""
PASSAGES: Followers[[Swap, State]] = Followers()
"""Told each swap that passed to another state, locked, and its former state."""
