"""What moderation tells people, and the words of it. Nobody is named: neither who reported nor who decided."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maillage.notices.kinds import Facts, Group, Weight, declare


def _decided(_who: str, facts: Facts) -> str:
    return _("Une décision de modération vous concerne : « %(title)s ».") % {"title": facts["title"]}


def _ended(_who: str, _facts: Facts) -> str:
    return _("La mesure prise contre votre compte est terminée.")


def _answered(_who: str, facts: Facts) -> str:
    if facts["is_reversed"]:
        return _("Votre recours a abouti : la décision est annulée.")
    return _("Votre recours a été examiné : la décision est confirmée.")


def _examined(_who: str, _facts: Facts) -> str:
    return _("Votre signalement a été examiné.")


def _waits_urgent(_who: str, facts: Facts) -> str:
    return _("Un signalement urgent attend d’être lu, à %(commune)s.") % {"commune": facts["commune"]}


def _waits(_who: str, _facts: Facts) -> str:
    return _("Des signalements attendent d’être lus.")


def _appeal_waits(_who: str, _facts: Facts) -> str:
    return _("Un recours attend votre réponse.")


# A letter with all the reasons goes by itself (`telling`): these stay on the site, for who looks.
DECIDED = declare("moderation.decided", Group.ACCOUNT, Weight.QUIET, _decided)
ANSWERED = declare("moderation.appeal_answered", Group.ACCOUNT, Weight.QUIET, _answered)
ENDED = declare("moderation.ended", Group.ACCOUNT, Weight.NEWS, _ended)
# For those who handle cases. What presses comes at once; of the rest, one line a day in the letter.
WAITS_URGENT = declare("moderation.waits_urgent", Group.ACCOUNT, Weight.AWAITED, _waits_urgent)
WAITS = declare("moderation.waits", Group.ACCOUNT, Weight.NEWS, _waits)
APPEAL_WAITS = declare("moderation.appeal_waits", Group.ACCOUNT, Weight.NEWS, _appeal_waits)
EXAMINED = declare("moderation.report_examined", Group.ACCOUNT, Weight.NEWS, _examined)
