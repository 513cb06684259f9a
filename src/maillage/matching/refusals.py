"""Why something cannot be done to a saved search, in sentences that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Refused(Exception):
    """Its words tell the person why and what to do."""


class TooMany(Refused):
    def __init__(self, most: int) -> None:
        super().__init__(
            ngettext(
                "Vous avez déjà %(most)s alerte. Supprimez-la avant d’en créer une autre.",
                "Vous avez déjà %(most)s alertes. Supprimez celles qui ne servent plus avant d’en créer une autre.",
                most,
            )
            % {"most": most}
        )


class AlreadySaved(Refused):
    def __init__(self) -> None:
        super().__init__(_("Vous avez déjà une alerte pour cette recherche."))


class NothingToFind(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ces mots sont trop courants pour chercher quelque chose. Ajoutez le nom de l’objet."))


class NothingChosen(Refused):
    def __init__(self) -> None:
        super().__init__(_("Dites d’abord ce que vous cherchez : un mot, une catégorie, ou une façon de partager."))


class NotSettled(Refused):
    def __init__(self) -> None:
        super().__init__(_("Dites d’abord où vous habitez : vos voisins sont ceux de votre zone."))
