"""What the columns of exports are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_EXPORT = Column(
    _("Vous remettre vos données, et compter combien de fois elles ont été prises"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.WEEK,
)
_KEY = Column(
    _("Que vous seul ouvriez vos données"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.WEEK,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)

TITLE = _("Les copies de vos données que vous demandez")
DECLARATIONS: list[Declaration] = [
    Personal(
        "own_data.Export",
        "resident",
        {**dict.fromkeys(["resident", "asked_at", "ready_at", "size", "taken"], _EXPORT), "key": _KEY},
        ("id",),
    ),
]
