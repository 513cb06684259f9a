"""What the columns of swaps are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Column, Declaration, Kept, Personal, SeenBy

_SWAP = Column(
    _("Convenir d’un troc, et retrouver ce qui a été proposé"), kept=Kept.EXCHANGE, seen_by=SeenBy.PARTICIPANTS
)

TITLE = _("Vos trocs")
DECLARATIONS: list[Declaration] = [
    Personal(
        "swaps.Swap",
        "proposer",
        dict.fromkeys(
            [
                *("proposer", "other", "counters", "conversation", "state", "balance_cents", "words"),
                *("made_at", "accepted_at", "proposer_done_at", "other_done_at", "closed_at"),
            ],
            _SWAP,
        ),
        ("id", "thread"),
        also=("other",),
        own={"words": "proposer"},
    ),
    Personal(
        "swaps.SwapItem",
        "swap__proposer",
        dict.fromkeys(["swap", "listing", "side"], _SWAP),
        ("id",),
        also=("swap__other",),
    ),
]
