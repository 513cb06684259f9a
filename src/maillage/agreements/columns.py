"""What the columns of agreements are for.

An agreement is the copy that each of the two holds of what they settled: it stays readable to both when one blocks the
other, is suspended or leaves, for as long as they may disagree about it, without a name nor a way to write. It is in
the export of both, whole: each may print it as it is. A mediator reads it only while they mediate.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

TITLE = _("Vos accords de prêt")

_AGREED = Column(
    _("Garder ce dont vous êtes convenus tous les deux, même si l’un de vous s’en va ou bloque l’autre"),
    kept=Kept.EXCHANGE,
    seen_by=SeenBy.PARTICIPANTS,
)
_FOUND = Column(
    _("Garder dans quel état chacun a trouvé ce qui a été prêté, à la remise et au retour"),
    kept=Kept.EXCHANGE,
    seen_by=SeenBy.PARTICIPANTS,
)
_WRONG = Column(
    _("Régler calmement ce qui ne va pas : lu par vous deux, et par le médiateur que vous demandez, le temps d’aider"),
    kept=Kept.EXCHANGE,
    seen_by=SeenBy.PARTICIPANTS,
)
_MEDIATES = Column(
    _("Savoir qui aide les deux à s’entendre"),
    Basis.LEGITIMATE_INTEREST,
    kept=Kept.EXCHANGE,
    seen_by=SeenBy.PARTICIPANTS,
)

DECLARATIONS: list[Declaration] = [
    Personal(
        "agreements.Agreement",
        "borrower",
        dict.fromkeys(["booking", "owner", "borrower", "commune", "mode", "state", "made_at", "ended_at"], _AGREED),
        ("id",),
        also=("owner",),
    ),
    Personal(
        "agreements.Version",
        "agreement__borrower",
        dict.fromkeys(
            [
                *("agreement", "number", "made_by", "made_at", "state", "object", "value_cents"),
                *("deposit_kind", "deposit", "condition", "unit", "period", "price_cents"),
                *("owner_confirmed_at", "borrower_confirmed_at", "masked_at"),
            ],
            _AGREED,
        ),
        ("id",),
        also=("agreement__owner",),
    ),
    Personal(
        "agreements.Statement",
        "agreement__borrower",
        dict.fromkeys(["agreement", "moment", "side", "is_as_agreed", "words", "said_at", "masked_at"], _FOUND),
        ("id",),
        also=("agreement__owner",),
    ),
    Personal(
        "agreements.Difficulty",
        "agreement__borrower",
        {
            **dict.fromkeys(
                [
                    *("agreement", "kind", "raised_by", "raised_at", "stage", "moved_at", "closed_at"),
                    *("owner_accepts", "borrower_accepts"),
                ],
                _WRONG,
            ),
            "mediator": _MEDIATES,
        },
        ("id",),
        also=("agreement__owner",),
    ),
    Personal(
        "agreements.Turn",
        "difficulty__agreement__borrower",
        dict.fromkeys(["difficulty", "number", "by", "words", "wish", "amount_cents", "said_at", "masked_at"], _WRONG),
        ("id",),
        also=("difficulty__agreement__owner",),
    ),
    Personal(
        "agreements.AgreementPhoto",
        "agreement__borrower",
        dict.fromkeys(["agreement", "photo", "version", "statement", "turn"], _FOUND),
        ("id", "position"),
        also=("agreement__owner",),
    ),
]
