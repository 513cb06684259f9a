"""What the columns of notices are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Personal

_TOLD = Column(_("Vous dire ce qui vous concerne"))

DECLARATIONS: list[Declaration] = [
    Personal(
        "notices.Notice",
        "to",
        {"to": _TOLD, "by": _TOLD, "kind": _TOLD, "facts": _TOLD, "path": _TOLD, "told_at": _TOLD, "seen_at": _TOLD},
        ("id", "once"),
    ),
]
