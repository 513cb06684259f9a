"""Words of a known scam in what one person says to another, told to that other alone.

Nothing is kept of it, nobody else hears of it: it is worked out while their page is shown. Moderators read such words
only once they are reported.
"""

from __future__ import annotations

from maillage.moderation import worries
from maillage.moderation.worries import Worry


def for_reader(words: str) -> list[Worry]:
    """What to tell whom these words were said to; nothing for almost everybody."""
    return worries.queueing(words) if words else []
