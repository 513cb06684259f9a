"""What the columns of bookings are for."""

from __future__ import annotations

from maillage.platform.catalogue import Declaration

DECLARATIONS: list[Declaration] = []
