"""What the columns of organisations are for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maillage.platform.catalogue import Basis, Column, Declaration, Kept, Personal, SeenBy

_MEMBER = Column(_("Savoir qui parle pour une structure"), seen_by=SeenBy.NEIGHBOURS)
_PAGE = Column(
    _("Faire connaître un commerce ou une association : une structure, ses horaires, comment la joindre"),
    kept=Kept.UNTIL_CHANGED,
    seen_by=SeenBy.EVERYONE,
)
_FOUNDER = Column(
    _("Répondre d’une page qui se ferait passer pour une autre"),
    basis=Basis.LEGITIMATE_INTEREST,
    seen_by=SeenBy.MODERATORS,
)
_LETTER = Column(
    _("Inviter une personne à parler au nom d’une structure, à l’adresse qu’un responsable a écrite"),
    kept=Kept.WEEK,
    seen_by=SeenBy.PARTICIPANTS,
)

TITLE = _("Les structures au nom desquelles vous parlez")
DECLARATIONS: list[Declaration] = [
    Personal(
        "organisations.Organisation",
        "opened_by",
        {
            **dict.fromkeys(("kind", "name", "about", "commune", "address", "lat", "lon", "opening_hours"), _PAGE),
            **dict.fromkeys(("phone", "email", "website", "siret"), _PAGE),
            **dict.fromkeys(("opened_by", "opened_at"), _FOUNDER),
            "hidden_at": _FOUNDER,
        },
        ("id", "search_name"),
    ),
    Personal(
        "organisations.Membership",
        "resident",
        {"organisation": _MEMBER, "resident": _MEMBER, "kind": _MEMBER, "is_named": _MEMBER},
        ("id",),
    ),
    Personal(
        "organisations.Invitation",
        "invited_by",
        {**dict.fromkeys(("organisation", "email", "kind", "invited_by", "sent_at"), _LETTER)},
        ("id", "fingerprint", "ended_at"),
    ),
]
