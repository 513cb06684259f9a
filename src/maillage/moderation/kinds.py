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


# A letter with all the reasons goes by itself (`telling`): these stay on the site, for who looks.
DECIDED = declare("moderation.decided", Group.ACCOUNT, Weight.QUIET, _decided)
ANSWERED = declare("moderation.appeal_answered", Group.ACCOUNT, Weight.QUIET, _answered)
ENDED = declare("moderation.ended", Group.ACCOUNT, Weight.NEWS, _ended)
EXAMINED = declare("moderation.report_examined", Group.ACCOUNT, Weight.NEWS, _examined)
