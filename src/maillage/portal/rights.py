"""What is answered to whom, in the words of the permission table (portal.permissions)."""

from __future__ import annotations

from collections.abc import Mapping
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
    PROVE = "prove"  # prove again who one is, before what cannot be undone
    SECURE = "secure"  # set up a second factor first, then speak for a structure
    ABSENT = "absent"  # 404: nothing tells that it exists
    REFUSED = "refused"  # 403, with the reason
    NO_METHOD = "no method"  # 405
    MISTAKEN = "mistaken"  # 422: understood, and refused with the reason


@dataclass(frozen=True)
class Rights:
    """The answer to each standing."""

    answers: MappingProxyType[Standing, Answer]

    def but(self, answer: Answer, *standings: Standing) -> Rights:
        """The same, with another answer for some."""
        return Rights(MappingProxyType({**self.answers, **dict.fromkeys(standings, answer)}))


def everyone(answer: Answer) -> Rights:
    return Rights(MappingProxyType(dict.fromkeys(Standing, answer)))


S = Standing
AT_HOME: Final = (S.CONCERNED, S.NEIGHBOUR, S.BLOCKED, S.STRANGER, S.MEMBER, S.HOST)
STAFF: Final = (S.MODERATOR, S.AGENT, S.OTHER_AGENT, S.ELECTED, S.OPERATOR)

EVERYBODY = everyone(Answer.YES)
NOBODY = everyone(Answer.ABSENT)
NOT_SO = everyone(Answer.NO_METHOD)
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


# What is asked of an account by its own person, whatever their place: nothing of anybody else is in these addresses.
OWN = ACCOUNTS
# A thing of one's own that does not exist yet: nobody has it.
NONE_YET = NOBODY.but(Answer.SIGN_IN, S.VISITOR)
# A page that the second factor's library refuses to who has no factor to prove.
NO_FACTOR = everyone(Answer.REFUSED).but(Answer.SIGN_IN, S.VISITOR)
# Signed in, then only to read.
TO_READ = NOT_SO.but(Answer.SIGN_IN, S.VISITOR).but(Answer.REFUSED, S.SUSPENDED)
# Something for one's neighbours, on a page that visitors reach too. The suspended read.
READ_BY_NEIGHBOURS = EVERYBODY.but(Answer.ABSENT, S.VISITOR, S.NEWCOMER, S.BLOCKED, S.STRANGER, *STAFF)
# Something public of someone who blocked a person: absent for that one.
READ_BY_ALL = EVERYBODY.but(Answer.ABSENT, S.BLOCKED)
# Signed in, nothing more asked, but only the person concerned obtains the thing.
PARTICIPANTS = NOBODY.but(Answer.SIGN_IN, S.VISITOR).but(Answer.YES, S.CONCERNED)
PARTICIPANTS_WRITING = PARTICIPANTS.but(Answer.REFUSED, S.SUSPENDED)
THE_ONE_ALONE = NOBODY.but(Answer.YES, S.CONCERNED)


def only(*standings: Standing) -> Rights:
    """Those alone, among the people with an account."""
    return NOBODY.but(Answer.SIGN_IN, S.VISITOR).but(Answer.REFUSED, S.SUSPENDED).but(Answer.YES, *standings)


@dataclass(frozen=True)
class Line:
    """One address. `about` names the thing its identifiers stand for, `query` what follows the question mark.

    `body` is what a POST says: without one, a form that asks for more counts as reached.
    """

    route: str
    get: Rights = NOT_SO
    post: Rights = NOT_SO
    about: str = ""
    query: str = ""
    body: Mapping[str, str] = field(default_factory=dict)


FOR_NEIGHBOURS, FOR_COMMUNE, PUBLIC = "a listing for neighbours", "a listing for the commune", "a public listing"
CONVERSATION, THEMSELVES, STRUCTURE = "their conversation", "themselves", "their shop"
BOOKING = "their booking"
REPORT = {"reason": "spam"}
WORDS = {"text": "Bonjour"}
