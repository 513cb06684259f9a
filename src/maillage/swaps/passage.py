"""The one way in which a swap passes from a state to another."""

from __future__ import annotations

from maillage.platform import clock
from maillage.swaps import sections
from maillage.swaps.models import LIVE, State, Swap
from maillage.swaps.states import Actor, must_allow


def pass_to(swap: Swap, after: State, actor: Actor) -> None:
    """Pass a locked swap to another state, and tell those who follow. Raises NoSuchTransition."""
    before = State(swap.state)
    must_allow(before, actor, after)
    swap.state = after
    swap.closed_at = None if after in LIVE else clock.now()
    swap.save()
    sections.PASSAGES.tell(swap, before)
