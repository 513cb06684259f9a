"""The permission table: for every address of the site, each method and each standing, what is answered (TRUST.md 2).

It is data that people can read; `tests/test_permissions.py` proves each line of it through HTTP, and fails on an address
of the URLconf that is not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Standing(StrEnum):
    """Who asks, seen from the person and the things concerned (theirs: in Dinan, among neighbours)."""

    VISITOR = "visitor"
    NEWCOMER = "newcomer"  # an account without a home yet
    CONCERNED = "concerned"  # the author, the participant, the person themselves
    NEIGHBOUR = "neighbour"
    BLOCKED = "blocked"  # a neighbour whom the person concerned has blocked
    STRANGER = "stranger"  # a resident of another commune, far away
    MEMBER = "member"  # a neighbour who is a member of a structure
    HOST = "host"  # a neighbour and host of the quarter
    MODERATOR = "moderator"  # of the commune, without a home here
    AGENT = "agent"  # of the commune's town hall, without a home here
    OTHER_AGENT = "other agent"  # of another commune's town hall
    ELECTED = "elected"
    OPERATOR = "operator"
    SUSPENDED = "suspended"  # a neighbour whom a moderator silenced


class Answer(StrEnum):
    """What an address answers, in the words of the table."""

    YES = "yes"  # the page, or the effect and where it leads
    SIGN_IN = "sign in"
    SETTLE = "settle"  # say first where home is
    ABSENT = "absent"  # 404: nothing tells that it exists
    REFUSED = "refused"  # 403, with the reason
    NO_METHOD = "no method"  # 405


@dataclass(frozen=True)
class Rights:
    """The answer to each standing."""

    answers: MappingProxyType[Standing, Answer]

    def but(self, answer: Answer, *standings: Standing) -> Rights:
        """The same, with another answer for some."""
        return Rights(MappingProxyType({**self.answers, **dict.fromkeys(standings, answer)}))


def _all(answer: Answer) -> Rights:
    return Rights(MappingProxyType(dict.fromkeys(Standing, answer)))


S = Standing
STAFF: Final = (S.MODERATOR, S.AGENT, S.OTHER_AGENT, S.ELECTED, S.OPERATOR)

EVERYBODY = _all(Answer.YES)
NOBODY = _all(Answer.ABSENT)
NOT_SO = _all(Answer.NO_METHOD)
# Anyone with an account.
ACCOUNTS = EVERYBODY.but(Answer.SIGN_IN, S.VISITOR)
# The same, to write: the suspended are silent.
ACCOUNTS_WRITING = ACCOUNTS.but(Answer.REFUSED, S.SUSPENDED)
# Those who live somewhere. The town hall's people see none of the neighbours' space (DESIGN.md 1, rule 3).
RESIDENTS = (
    EVERYBODY.but(Answer.SIGN_IN, S.VISITOR)
    .but(Answer.SETTLE, S.NEWCOMER)
    .but(Answer.ABSENT, *STAFF)
    .but(Answer.REFUSED, S.SUSPENDED)
)
# Something a neighbour made, seen by its neighbours.
NEIGHBOURS = RESIDENTS.but(Answer.ABSENT, S.BLOCKED, S.STRANGER)
# Something a neighbour made, for that neighbour alone.
THE_CONCERNED = RESIDENTS.but(Answer.ABSENT, *(set(S) - {S.VISITOR, S.NEWCOMER, S.CONCERNED, S.SUSPENDED}))


def only(*standings: Standing) -> Rights:
    """Those alone, among the people with an account."""
    return NOBODY.but(Answer.SIGN_IN, S.VISITOR).but(Answer.REFUSED, S.SUSPENDED).but(Answer.YES, *standings)


@dataclass(frozen=True)
class Line:
    """One address. `about` names the thing its identifiers stand for, when there are several kinds."""

    route: str
    get: Rights = field(default=NOT_SO)
    post: Rights = field(default=NOT_SO)
    about: str = ""


TABLE: tuple[Line, ...] = ()
