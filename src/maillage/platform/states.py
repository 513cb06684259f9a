"""From which state a thing may pass to which, by whom: a table is the rule, and what it does not hold is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

State = TypeVar("State")
Actor = TypeVar("Actor")


class Table(Generic[State, Actor]):
    """The states that each actor may give to a thing in each state.

    `refused` makes the exception of a transition that is not there, from the state before and the one asked for: a
    sentence of its domain.
    """

    def __init__(
        self,
        rows: Mapping[tuple[State, Actor], frozenset[State]],
        refused: Callable[[State, State], Exception],
    ) -> None:
        self.rows = rows
        self._refused = refused

    def allowed(self, before: State, actor: Actor) -> frozenset[State]:
        """The states that `actor` may give to what is in state `before`."""
        return self.rows.get((before, actor), frozenset())

    def must_allow(self, before: State, actor: Actor, after: State) -> None:
        """Raises what `refused` makes."""
        if after not in self.allowed(before, actor):
            raise self._refused(before, after)

    def before(self, actor: Actor, after: State) -> list[State]:
        """The states from which `actor` may pass a thing to `after`, in the order of the table."""
        return [state for (state, who), ends in self.rows.items() if who == actor and after in ends]
