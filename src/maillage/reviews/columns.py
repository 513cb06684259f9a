"""What the columns of reviews are for.

On account closing, what is said of the person leaves at once, and so do their words that nobody read yet. Of what they
sold, the day, the nature and the sum stay until their time, for whoever runs the site may have to account for them
(Directive 2011/16/EU, Annex V, section IV: five years at least): without a title, beside an account without a name.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

TITLE = _("Vos remerciements et vos avis")

_EXCHANGED = Column(
    _("Savoir qui peut donner son avis, sur quoi et jusqu’à quand"),
    kept=Kept.LEDGER,
    seen_by=SeenBy.PARTICIPANTS,
)
_COUNTED = Column(
    _("Compter ce que vous vendez et louez, et vous prévenir avant les seuils fixés par la loi"),
    basis=Basis.LEGAL_OBLIGATION,
    kept=Kept.LEDGER,
)
_SAID = Column(_("Dire à vos voisins comment se passent vos échanges"), kept=Kept.REVIEW, seen_by=SeenBy.NEIGHBOURS)

DECLARATIONS: list[Declaration] = [
    Personal(
        "reviews.Exchange",
        "giver",
        dict.fromkeys(["kind", "title", "mode", "giver", "taker", "ended_at", "closes_at", "revealed_at"], _EXCHANGED)
        | dict.fromkeys(["activity", "price_cents", "sold_by"], _COUNTED),
        ("id", "subject_id", "asked_at", "reminded_at", "told_at", "weighed_at"),
        also=("taker",),
        own=dict.fromkeys(["activity", "price_cents", "sold_by"], "sold_by"),
    ),
    Personal(
        "reviews.Review",
        "author",
        dict.fromkeys(
            [
                *("exchange", "author", "about", "as_agreed", "as_described", "again", "words", "written_at"),
                *("hidden_at", "reply", "replied_at", "reply_hidden_at"),
            ],
            _SAID,
        ),
        ("id",),
        own={"reply": "about"},
    ),
]
