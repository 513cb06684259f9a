"""What the columns of the feed are for: copies of what domains publish, for speed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Kept, Personal, SeenBy

# Exported and explained with the listing or the bulletin that it copies.
_SHOWN = Column(
    _("Montrer autour de vous ce que vous avez publié"), kept=Kept.SUBJECT, seen_by=SeenBy.AUDIENCE, is_exported=False
)
_PLACE = Column(
    _("Montrer une publication à ceux qui sont assez près"),
    kept=Kept.SUBJECT,
    seen_by=SeenBy.AUDIENCE,
    is_exported=False,
)

TITLE = _("Ce qui est montré autour de vous")
DECLARATIONS: list[Declaration] = [
    Personal(
        "feed.Entry",
        "author",
        {
            "author": _SHOWN,
            "title": _SHOWN,
            "words": _SHOWN,
            "photo": _SHOWN,
            "commune": _PLACE,
            "point_cell": _PLACE,
            "cell_8": _PLACE,
            "cell_7": _PLACE,
            "cell_6": _PLACE,
            "cell_5": _PLACE,
            "reach_cell": _PLACE,
            "price_cents": _SHOWN,
            "price_unit": _SHOWN,
            "in_return": _SHOWN,
        },
        ("id", "kind", "voice", "subject_kind", "subject_id", "audience", "reach_step", "until", "url"),
    ),
]
