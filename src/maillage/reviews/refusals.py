"""What cannot be said of an exchange; the words of each tell why and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maillage.platform import wording
from maillage.reviews import windows
from maillage.reviews.models import Exchange


class Refused(Exception):
    """The sentence to show is `str(refused)`."""


class Restrained(Refused):
    """A decision of moderation forbids it for a time."""


class NotYours(Refused, PermissionError):
    """Only the two people of an exchange speak of it, each of the other."""

    def __init__(self) -> None:
        super().__init__(_("Seules les deux personnes de l’échange en parlent, chacune de l’autre."))


class TooLate(Refused):
    """The window is over."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(
            _("C’est trop tard : on donnait son avis jusqu’au %(day)s.")
            % {"day": wording.weekday(windows.last_day(exchange.closes_at))}
        )


class AlreadySaid(Refused):
    """Once each."""

    def __init__(self) -> None:
        super().__init__(_("Vous avez déjà donné votre avis sur cet échange : un seul par personne."))


class AlreadyRead(Refused):
    """What the other may have read is not taken back."""

    def __init__(self) -> None:
        super().__init__(
            _("Cet avis est publié : on ne le change plus. Pour toute question, signalez-le à la modération.")
        )


class NothingSaid(Refused):
    """Answers or words are missing."""


class AlreadyAnswered(Refused):
    """One answers once."""

    def __init__(self) -> None:
        super().__init__(_("Vous avez déjà répondu à cet avis : on répond une seule fois."))


class Gone(Refused):
    """Of somebody who is here no more, or not allowed to speak."""

    def __init__(self) -> None:
        super().__init__(_("Cette personne n’est plus là : on ne peut plus donner d’avis sur cet échange."))
