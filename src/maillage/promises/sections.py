"""What the page of a claim shows besides where it stands, and who hears that it passed from a state to another.

Domains above register at start-up; what they do is part of the transaction of the passage.
"""

from __future__ import annotations

from maillage.platform.following import Followers
from maillage.platform.sections import Sections
from maillage.promises.models import Claim, State
from maillage.residents.models import Resident

PAGE: Sections[Claim, Resident] = Sections()
"""What the page shows of a claim to one of its two people."""
PASSAGES: Followers[[Claim, State]] = Followers()
"""Told each claim that passed to another state, locked, and its former state."""
