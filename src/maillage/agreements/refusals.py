"""What cannot be done with an agreement; the words of each tell why and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Choices
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from maillage.agreements.terms import Change


class Refused(Exception):
    """The sentence to show is `str(refused)`."""


class NoSuchTransition(Refused):
    """The table does not hold it."""

    def __init__(self, before: Choices, after: Choices) -> None:
        super().__init__(
            _("C’est à l’état « %(before)s » : cela ne peut pas passer à « %(after)s ». Rechargez la page.")
            % {"before": before.label, "after": after.label}
        )


class NotToAgreeOn(Refused):
    """No agreement is made of this booking, or not any more."""


class Stale(Refused):
    """The other changed the agreement meanwhile: `changes` says what, since the version that was on the screen."""

    def __init__(self, changes: Sequence[Change] = ()) -> None:
        super().__init__(_("L’accord a changé pendant que vous le lisiez. Voyez ce qui est nouveau, puis décidez."))
        self.changes = changes


class NothingChanged(Refused):
    """A change that changes nothing would only void what the other confirmed."""

    def __init__(self) -> None:
        super().__init__(_("Vous n’avez rien changé. Pour l’accepter tel quel, confirmez l’accord."))


class OutOfReach(Refused):
    """The other cannot answer here: blocked, suspended or gone, in the same words."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "L’autre personne ne peut plus répondre ici. Votre accord reste lisible : gardez-en une copie. Pour "
                "la suite, votre assureur ou un conciliateur de justice, gratuit, peuvent vous aider."
            )
        )


class AlreadySaid(Refused):
    """A condition is stated once."""

    def __init__(self) -> None:
        super().__init__(_("Vous avez déjà dit dans quel état vous l’avez trouvé : cela ne se change plus."))


class NotNow(Refused):
    """Too early, too late, or something else comes first."""


class TakenByAnother(Refused):
    """Another mediator was first, or this one may not."""

    def __init__(self) -> None:
        super().__init__(_("Quelqu’un d’autre s’en occupe déjà, ou ce n’est plus à faire. Merci d’avoir voulu aider."))


class BadWish(Refused):
    """An amount where there is none, or none where there is one."""


class NotYours(Refused, PermissionError):
    """Only the two people of an agreement, or its mediator."""

    def __init__(self) -> None:
        super().__init__(_("Cet accord n’est pas le vôtre."))
