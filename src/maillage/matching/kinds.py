"""What matching tells people of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maillage.notices.kinds import Facts, Group, Weight, declare


def _found(who: str, facts: Facts) -> str:
    if facts.get("is_request"):
        return _("Une demande correspond à votre alerte : « %(title)s » (%(name)s).") % facts
    return _("Une annonce correspond à votre alerte : « %(title)s » (%(name)s).") % facts


def _answers(who: str, facts: Facts) -> str:
    return _("« %(title)s » pourrait répondre à votre demande « %(name)s ».") % facts


def _offered(who: str, facts: Facts) -> str:
    return _("Une demande pour vous : « %(title)s ». Pouvez-vous aider ?") % facts


FOUND = declare("matching.found", Group.FITTING, Weight.AWAITED, _found)
ANSWERS = declare("matching.answers", Group.FITTING, Weight.AWAITED, _answers)
OFFERED = declare("matching.offered", Group.FITTING, Weight.AWAITED, _offered)
