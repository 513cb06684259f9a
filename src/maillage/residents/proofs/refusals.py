"""Why something is not done, in a sentence that says what to do instead. Nothing has changed when one is raised."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.platform import wording


class Refused(Exception):
    """Its words are for the person who asked."""


class NoHome(Refused):
    def __init__(self) -> None:
        super().__init__(_("Dites d’abord où vous habitez, dans « Mon compte »."))


class NoStreet(Refused):
    """A letter needs somewhere to go."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Votre domicile est un point sur la carte ou une commune : une lettre n’y arriverait pas. "
                "Dites votre adresse avec son numéro et sa rue, ou choisissez un autre moyen."
            )
        )


class UnknownCode(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ce code n’existe pas. Relisez-le : douze signes, en trois groupes de quatre."))


class ExpiredCode(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ce code n’est plus valable. Demandez-en un autre là où vous l’avez reçu."))


class UsedCode(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ce code a déjà servi. Chaque code ne sert qu’une fois : demandez-en un autre."))


class OtherPurpose(Refused):
    def __init__(self) -> None:
        super().__init__(_("Ce code sert à autre chose. Relisez la page où vous l’avez reçu."))


class OtherCommune(Refused):
    """A code of another town hall."""

    def __init__(self, commune: str) -> None:
        super().__init__(
            _("Ce code vaut pour un domicile %(in_commune)s. Le vôtre est ailleurs : rien n’a changé.")
            % {"in_commune": wording.at_place(commune)}
        )


class NotYourCommune(Refused):
    """An agent reads the code of somebody of another commune."""

    def __init__(self) -> None:
        super().__init__(_("Ce code est celui d’un domicile d’une autre commune : seule sa mairie peut le lire."))


class SomeoneElses(Refused):
    """A letter opened by another."""

    def __init__(self) -> None:
        super().__init__(_("Ce code a été envoyé à une autre personne, pour son domicile. Rien n’a changé."))


class TooManyHere(Refused):
    """Beyond the cap of one address, a human looks."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "%(number)s comptes sont déjà justifiés à cette adresse. Passez au guichet de votre mairie, ou "
                "envoyez un document : une personne regardera. "
                "Si votre immeuble a plusieurs entrées, précisez votre adresse."
            )
            % {"number": number}
        )


class NotNear(Refused):
    def __init__(self) -> None:
        super().__init__(_("Cette personne habite trop loin pour se porter garante de vous."))


class NotVerified(Refused):
    def __init__(self) -> None:
        super().__init__(_("Seule une personne dont le domicile est vérifié peut se porter garante."))


class VouchedEnough(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(
            ngettext(
                "Vous vous êtes déjà porté garant de %(number)s personne depuis un an : c’est le plus possible.",
                "Vous vous êtes déjà porté garant de %(number)s personnes depuis un an : c’est le plus possible.",
                number,
            )
            % {"number": number}
        )


class AskedEnough(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(
            ngettext(
                "Vous avez déjà demandé à %(number)s personne ce mois-ci. Laissez-leur le temps de répondre.",
                "Vous avez déjà demandé à %(number)s personnes ce mois-ci. Laissez-leur le temps de répondre.",
                number,
            )
            % {"number": number}
        )


class AlreadyProved(Refused):
    def __init__(self) -> None:
        super().__init__(_("Votre domicile est déjà vérifié."))


class AlreadyAnswered(Refused):
    def __init__(self) -> None:
        super().__init__(_("Vous avez déjà répondu."))


class LetterOnItsWay(Refused):
    def __init__(self, again_on: date) -> None:
        super().__init__(
            _(
                "Une lettre est déjà en route. Si elle n’arrive pas, vous pourrez en demander une autre "
                "à partir du %(day)s."
            )
            % {"day": wording.day(again_on)}
        )


class PaperWaiting(Refused):
    def __init__(self) -> None:
        super().__init__(_("Un document attend déjà. Retirez-le avant d’en envoyer un autre."))


class BadPaper(Refused):
    """The file cannot be shown to an agent."""


class SomeoneHasIt(Refused):
    """One agent, and no other, opens a document."""

    def __init__(self) -> None:
        super().__init__(_("Aucun document n’attend, ou un autre agent vient de l’ouvrir."))


class PrintedTooLate(Refused):
    def __init__(self) -> None:
        super().__init__(_("Cette feuille ne s’imprime plus : préparez-en une autre."))


class EnoughCodes(Refused):
    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "Il ne reste que %(number)s code possible pour cette période.",
                "Il ne reste que %(number)s codes possibles pour cette période.",
                left,
            )
            % {"number": left}
        )


class NoPermit(Refused):
    def __init__(self) -> None:
        super().__init__(_("La mairie n’a pas autorisé cette structure à remettre des codes, ou ne l’autorise plus."))


class AlreadyPermitted(Refused):
    def __init__(self) -> None:
        super().__init__(_("Cette structure est déjà autorisée."))


class InAHousehold(Refused):
    def __init__(self) -> None:
        super().__init__(_("Vous êtes déjà dans un foyer. Quittez-le d’abord."))


class AnotherHome(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Le domicile que vous avez dit n’est pas celui de ce foyer. "
                "Corrigez-le dans « Mon compte », puis réessayez."
            )
        )


class FullHousehold(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(_("Un foyer compte %(number)s comptes au plus.") % {"number": number})


class MustTick(Refused):
    """Beyond the cap, the agent says that they looked."""

    def __init__(self) -> None:
        super().__init__(
            _("Huit comptes sont déjà justifiés à cette adresse : cochez la case si vous avez bien vérifié.")
        )
