"""What listings tell people of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maillage.listings import reach
from maillage.notices.kinds import Facts, Group, Weight, declare


def _still(who: str, facts: Facts) -> str:
    return _("« %(title)s » : toujours disponible ? Sans réponse, l’annonce quittera les listes.") % facts


def _solved(who: str, facts: Facts) -> str:
    return _("Votre demande « %(title)s » est terminée : avez-vous trouvé ?") % facts


def _widened(who: str, facts: Facts) -> str:
    told = {"title": facts["title"], "distance": reach.step_words(int(facts["step"]))}
    return _("Pas encore de réponse à « %(title)s » : votre demande va maintenant %(distance)s.") % told


def _waits(who: str, facts: Facts) -> str:
    return _("Une demande attend : « %(title)s ». Voyez comment aider.") % facts


def _handed(who: str, facts: Facts) -> str:
    return _("Pas encore de réponse à « %(title)s » : l’hôte de votre quartier est prévenu.") % facts


def _alone(who: str, facts: Facts) -> str:
    return _("Pas encore de réponse à « %(title)s ». Dites-la autrement, avec une photo ou un autre jour.") % facts


def _helped(who: str, facts: Facts) -> str:
    return _("%(who)s dit que vous avez aidé pour « %(title)s ». Merci !") % {"who": who, "title": facts["title"]}


STILL = declare("listings.still", Group.EXCHANGES, Weight.AWAITED, _still)
SOLVED = declare("listings.solved", Group.EXCHANGES, Weight.AWAITED, _solved)
WIDENED = declare("listings.widened", Group.EXCHANGES, Weight.NEWS, _widened)
WAITS = declare("listings.waits", Group.FITTING, Weight.AWAITED, _waits)
HANDED = declare("listings.handed", Group.EXCHANGES, Weight.NEWS, _handed)
ALONE = declare("listings.alone", Group.EXCHANGES, Weight.NEWS, _alone)
HELPED = declare("listings.helped", Group.EXCHANGES, Weight.NEWS, _helped)
