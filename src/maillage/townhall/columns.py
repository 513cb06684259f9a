"""What the columns of towns' offices are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Impersonal, Kept, Personal, SeenBy

_POST = Column(_("Savoir qui travaille pour la mairie, et ce qu’il peut y faire"), seen_by=SeenBy.COLLEAGUES)
_LETTER = Column(
    _("Inviter une personne à travailler pour la mairie, à l’adresse qu’un collègue a écrite"),
    kept=Kept.WEEK,
    seen_by=SeenBy.COLLEAGUES,
)
_ACT = Column(
    _("Répondre de ce qui est fait au nom de la mairie : un journal que personne ne peut changer"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.ACTS,
    seen_by=SeenBy.COLLEAGUES,
)
_INTEREST = Column(
    _("Recevoir les actualités de la mairie qui vous concernent"),
    basis=Basis.CONSENT,
    kept=Kept.UNTIL_CHANGED,
    seen_by=SeenBy.NOBODY,
)

TITLE = _("La mairie : ce qui vous y intéresse, et ceux qui y travaillent")
DECLARATIONS: list[Declaration] = [
    Impersonal("townhall.Town", "a public body: its name, its colour, and the account that opened it, of an operator"),
    Personal(
        "townhall.Post",
        "resident",
        dict.fromkeys(("town", "resident", "function", "rights", "given_at"), _POST),
        ("id",),
    ),
    Personal(
        "townhall.PostInvitation",
        "invited_by",
        dict.fromkeys(("town", "email", "function", "rights", "invited_by", "sent_at"), _LETTER),
        ("id", "fingerprint", "ended_at"),
    ),
    Personal(
        "townhall.Act",
        None,
        dict.fromkeys(("town", "by", "by_name", "kind", "facts", "path", "at"), _ACT),
        ("id",),
    ),
    Personal("townhall.DeclaredInterest", "resident", {"resident": _INTEREST, "interest": _INTEREST}, ("id",)),
]
