"""What the columns of matching are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Kept, Personal, SeenBy

_SOUGHT = Column(_("Vous prévenir quand paraît ce que vous cherchez"), kept=Kept.UNTIL_CHANGED)
_FILED = Column(
    _("Trouver vite, pour une annonce, qui l’attend"), kept=Kept.UNTIL_CHANGED, seen_by=SeenBy.NOBODY, is_exported=False
)
_OFFERED = Column(_("Vous proposer les demandes auxquelles vous pouvez répondre"), kept=Kept.SUBJECT)
_SILENCED = Column(_("Ne plus vous proposer ce dont vous ne voulez pas"), kept=Kept.UNTIL_CHANGED)

_SEARCH = ["resident", "request", "name", "words", "category", "intent", "modes", "commune", "distance", "made_at"]

TITLE = _("Vos recherches")
DECLARATIONS: list[Declaration] = [
    Personal(
        "matching.Want",
        "resident",
        dict.fromkeys(_SEARCH, _SOUGHT)
        | dict.fromkeys(["step", "cell_8", "cell_7", "cell_6", "cell_5", "home_commune"], _FILED),
        ("id", "facet", "query"),
    ),
    Personal(
        "matching.Approach",
        "resident",
        dict.fromkeys(["request", "resident", "reason", "declined_at", "made_at"], _OFFERED),
        ("id", "wave"),
    ),
    Personal("matching.Silence", "resident", dict.fromkeys(["resident", "category", "made_at"], _SILENCED), ("id",)),
]
