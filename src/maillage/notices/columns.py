"""What the columns of notices are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_TOLD = Column(_("Vous dire ce qui vous concerne"), kept=Kept.NOTICE)
_LEFT = Column(
    _("Ne rien vous envoyer deux fois, ni trop souvent"),
    basis=Basis.LEGITIMATE_INTEREST,
    kept=Kept.NOTICE,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)
_WISH = Column(_("Vous prévenir comme vous l’avez choisi"), kept=Kept.UNTIL_CHANGED)
_BROWSER = Column(
    _("Envoyer une notification aux appareils où vous l’avez demandé"),
    basis=Basis.CONSENT,
    kept=Kept.SESSION,
    seen_by=SeenBy.NOBODY,
    is_exported=False,
)

TITLE = _("Ce dont nous vous prévenons")
DECLARATIONS: list[Declaration] = [
    Personal(
        "notices.Notice",
        "to",
        {"to": _TOLD, "by": _TOLD, "kind": _TOLD, "facts": _TOLD, "path": _TOLD, "told_at": _TOLD, "seen_at": _TOLD},
        ("id", "once", "due_at"),
    ),
    Personal("notices.Letter", "resident", {"resident": _LEFT, "day": _LEFT}, ("id", "left_at", "has_near")),
    Personal(
        "notices.Delivery",
        "resident",
        {"resident": _LEFT, "notice": _LEFT, "channel": _LEFT, "letter": _LEFT, "day": _LEFT},
        ("id", "left_at"),
    ),
    Personal(
        "notices.Wishes",
        "resident",
        {
            "resident": _WISH,
            "exchanges": _WISH,
            "messages": _WISH,
            "fitting": _WISH,
            "nearby": _WISH,
            "account": _WISH,
            "pushed": _WISH,
            "has_letters": _WISH,
            "quiet_from": _WISH,
            "quiet_until": _WISH,
        },
    ),
    Personal(
        "notices.Subscription",
        "resident",
        {"resident": _BROWSER, "device_id": _BROWSER, "endpoint": _BROWSER, "p256dh": _BROWSER, "auth": _BROWSER},
        ("id", "asked_at"),
    ),
]
