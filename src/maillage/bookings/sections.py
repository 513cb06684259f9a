"""What the page of a booking shows besides where it stands, and who hears that it passed from a state to another.

Domains above register at start-up; what they do is part of the transaction of the passage.
"""

from __future__ import annotations

from maillage.bookings.models import Booking, State
from maillage.platform.following import Followers
from maillage.platform.sections import Sections
from maillage.residents.models import Resident

PAGE: Sections[Booking, Resident] = Sections()
"""What the page shows of a booking to one of its two people."""
PASSAGES: Followers[[Booking, State]] = Followers()
"""Told each booking that passed to another state, locked, and its former state."""
