"""What the columns of reports are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_REPORTED = Column(
    _("Examiner ce qui est signalé, et en rendre compte"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.REPORT,
    seen_by=SeenBy.MODERATORS,
)
_REPORTER = Column(
    _("Vous répondre sur ce que vous avez signalé ; ni l’auteur ni les modérateurs ne l’apprennent"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.REPORT,
)

DECLARATIONS: list[Declaration] = [
    Personal(
        "moderation.Report",
        "reporter",
        {
            "reporter": _REPORTER,
            "reference": _REPORTER,
            "author": _REPORTED,
            "excerpt": _REPORTED,
            "photo": _REPORTED,
            "commune": _REPORTED,
            "reason": _REPORTED,
            "explanation": _REPORTED,
            "created_at": _REPORTED,
        },
        ("id", "subject_kind", "subject_id"),
    ),
]
