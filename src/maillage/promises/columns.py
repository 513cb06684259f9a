"""What the columns of promises are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Kept, Personal, SeenBy

_CLAIM = Column(
    _("Tenir la file de ce qui se donne ou se vend, et la promesse faite à l’un"),
    kept=Kept.EXCHANGE,
    seen_by=SeenBy.PARTICIPANTS,
)

TITLE = _("Ce que vous demandez ou promettez")
DECLARATIONS: list[Declaration] = [
    Personal(
        "promises.Claim",
        "claimant",
        dict.fromkeys(
            [
                *("listing", "claimant", "conversation", "state", "words", "price_cents"),
                *("made_at", "promised_at", "given_at", "received_at", "closed_at"),
            ],
            _CLAIM,
        ),
        ("id",),
        also=("listing__author",),
        own={"words": "claimant"},
    ),
]
