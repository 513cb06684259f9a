"""The one way in which a claim passes from a state to another."""

from __future__ import annotations

from maillage.platform import clock
from maillage.promises import sections
from maillage.promises.models import LIVE, Claim, State
from maillage.promises.states import Actor, must_allow


def pass_to(claim: Claim, after: State, actor: Actor) -> None:
    """Pass a locked claim to another state, and tell those who follow. Raises NoSuchTransition."""
    before = State(claim.state)
    must_allow(before, actor, after)
    claim.state = after
    claim.closed_at = None if after in LIVE else clock.now()
    claim.save()
    sections.PASSAGES.tell(claim, before)
