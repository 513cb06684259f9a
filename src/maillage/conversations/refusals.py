"""What a person may not do in a conversation; the words of each tell them why and what to do."""

from __future__ import annotations


class Refused(Exception):
    """The sentence to show is `str(refused)`."""


class Closed(Refused):
    """Nobody is there to read, or this person may not be heard. The words never say which, nor by whose choice."""


class TooManyOpenings(Refused):
    """Too many conversations were begun in the last hour."""


class NothingSaid(Refused):
    """Neither words nor a photo, or too many words."""


class KeyReused(Refused):
    """The key of a form already sent came back with another message."""


class CannotJoin(Refused):
    """This person cannot be added to this conversation."""


class Limited(Refused):
    """A decision of moderation forbids this person to begin conversations for a time."""
