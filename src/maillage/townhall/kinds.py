"""What the journal tells of a town's office itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maillage.townhall.acts import Facts, declare
from maillage.townhall.models import Right


def _rights(facts: Facts) -> str:
    return ", ".join(str(right.label) for right in Right if right in facts["rights"])


OPENED = declare("townhall.opened", lambda facts: _("a ouvert l’espace de la mairie"))
INVITED = declare(
    "townhall.invited",
    lambda facts: _("a invité quelqu’un (%(rights)s)") % {"rights": _rights(facts)},
)
WITHDRAWN = declare("townhall.withdrawn", lambda facts: _("a retiré une invitation"))
JOINED = declare("townhall.joined", lambda facts: _("a rejoint l’équipe (%(rights)s)") % {"rights": _rights(facts)})
CHANGED = declare(
    "townhall.changed",
    lambda facts: _("a changé les droits de %(name)s (%(rights)s)") % {"name": facts["name"], "rights": _rights(facts)},
)
ENDED = declare("townhall.ended", lambda facts: _("a mis fin au poste de %(name)s") % facts)
LOOKED = declare("townhall.looked", lambda facts: _("a changé le nom, la couleur ou le blason"))
